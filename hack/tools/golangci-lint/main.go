// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Command golangci-lint is upstream's linter runner with the linter of
// Kubernetes API types built in. Upstream offers plugins by cloning its
// repository and rebuilding it; an import does the same and is pinned by go.mod.
package main

import (
	"fmt"
	"os"
	"runtime/debug"
	"strings"

	"github.com/golangci/golangci-lint/v2/pkg/commands"
	"github.com/golangci/golangci-lint/v2/pkg/exitcodes"
	// Registers the linter "kubeapilinter".
	_ "sigs.k8s.io/kube-api-linter"
)

const upstream = "github.com/golangci/golangci-lint/v2"

func main() {
	if err := commands.Execute(buildInfo()); err != nil {
		fmt.Fprintln(os.Stderr, "golangci-lint:", err)
		os.Exit(exitcodes.Failure)
	}
}

// buildInfo reports the version of golangci-lint that go.mod pins, which keys
// its cache, because this main package has no version of its own.
func buildInfo() commands.BuildInfo {
	info := commands.BuildInfo{Version: "unknown", Commit: "unknown", Date: "unknown"}
	build, ok := debug.ReadBuildInfo()
	if !ok {
		return info
	}
	info.GoVersion = build.GoVersion
	for _, dep := range build.Deps {
		if dep.Path == upstream {
			info.Version, info.Commit = strings.TrimPrefix(dep.Version, "v"), dep.Sum
		}
	}
	return info
}
