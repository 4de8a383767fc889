// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Command pack packages the Helm chart with the version of the programs, so that its images are theirs unless the values say otherwise.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"strings"

	"golang.org/x/mod/semver"

	"github.com/codegen-dev/codegen-operator/hack/stamp"
)

const usage = `Usage: go run ./hack/pack [--version v1.2.3] [--into dist]

Packages charts/codegen-operator. Its appVersion, which is the default of the images' tags, is the version of the programs, and its own version the same without
the v. Without --version it is what git says, as in make build.
`

func main() {
	version := flag.String("version", "", "")
	into := flag.String("into", "dist", "")
	flag.Usage = func() { fmt.Fprint(flag.CommandLine.Output(), usage) }
	flag.Parse()
	if err := pack(context.Background(), *version, *into); err != nil {
		fmt.Fprintln(os.Stderr, "pack:", err)
		os.Exit(1)
	}
}

// pack has Helm package the chart.
func pack(ctx context.Context, version, into string) error {
	s, err := stamp.Of(ctx, ".")
	if err != nil {
		return err
	}
	version = cmp.Or(version, s.Version, "v0.0.0") // the last where there is no git
	if !semver.IsValid(version) {
		return fmt.Errorf("%q is not a version such as v1.2.3", version)
	}
	helm, err := exec.CommandContext(ctx, "go", "-C", "hack/chart", "tool", "-n", "helm").Output()
	if err != nil {
		return fmt.Errorf("building helm: %w", withStderr(err))
	}
	command := exec.CommandContext(ctx, strings.TrimSpace(string(helm)), "package", "charts/codegen-operator", //nolint:gosec // our own helm
		"--version", strings.TrimPrefix(version, "v"), "--app-version", tag(version), "--destination", into)
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	if err := command.Run(); err != nil {
		return fmt.Errorf("packaging the chart: %w", err)
	}
	return nil
}

// tag is a version as an image can have it: without the plus of builds from changed files.
func tag(version string) string { return strings.ReplaceAll(version, "+", "_") }

// withStderr adds the output of the command to an error.
func withStderr(err error) error {
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		return fmt.Errorf("%w: %s", err, exit.Stderr)
	}
	return err
}
