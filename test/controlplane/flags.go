// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controlplane

import (
	"strings"

	"golang.org/x/mod/semver"
)

// versionPackages hold what /version and `kubectl version` report.
var versionPackages = []string{"k8s.io/component-base/version", "k8s.io/client-go/pkg/version"}

// buildFlags are those of `go build` for that version of Kubernetes. The
// version control of our own repository is kept out: stamping it would make
// every commit another program.
func buildFlags(version string) []string {
	return []string{"-mod=readonly", "-trimpath", "-buildvcs=false", "-ldflags=" + linkerFlags(version)}
}

func linkerFlags(version string) string {
	major, minor, _ := strings.Cut(strings.TrimPrefix(semver.MajorMinor(version), "v"), ".")
	flags := []string{"-s", "-w"}
	for _, pkg := range versionPackages {
		flags = append(flags,
			"-X", pkg+".gitVersion="+version,
			"-X", pkg+".gitMajor="+major,
			"-X", pkg+".gitMinor="+minor,
			// A module has no commit; the default is a placeholder of git archive.
			"-X", pkg+".gitCommit=",
		)
	}
	return strings.Join(flags, " ")
}
