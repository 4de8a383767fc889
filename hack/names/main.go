// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Command names checks the tree for names and phrases that the project has replaced, by the patterns in patterns.txt. It
// exits with 1 if it finds any, so that a replaced word does not come back.
package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strings"
)

const patternsFile = "hack/names/patterns.txt"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	findings, err := check(ctx, ".")
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "names:", err)
		os.Exit(2)
	}
	for _, f := range findings {
		fmt.Println(f)
	}
	if len(findings) > 0 {
		os.Exit(1)
	}
}

// check checks the files that git tracks in the repository at root.
func check(ctx context.Context, root string) ([]finding, error) {
	text, err := os.ReadFile(root + "/" + patternsFile)
	if err != nil {
		return nil, err
	}
	rules, err := parsePatterns(string(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", patternsFile, err)
	}
	out, err := exec.CommandContext(ctx, "git", "-C", root, "ls-files", "-z").Output() //nolint:gosec // git, in the folder that the caller names
	if err != nil {
		return nil, fmt.Errorf("list the tracked files: %w", err)
	}
	var findings []finding
	for path := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		content, err := os.ReadFile(root + "/" + path)
		if os.IsNotExist(err) {
			continue // deleted, and not yet committed
		}
		if err != nil {
			return nil, err
		}
		found, err := rules.checkFile(path, string(content))
		if err != nil {
			return nil, err
		}
		findings = append(findings, found...)
	}
	return findings, nil
}
