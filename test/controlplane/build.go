// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controlplane

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// buildable are the programs of hack/controlplane, which is one binary that
// goes by these names.
var buildable = []string{"kube-apiserver", "etcd", "kubectl", "kube-controller-manager"}

// building is how the folders of unfinished builds begin.
const building = ".building-"

// needs says what a failed build may have lacked.
const needs = "the build needs Go, a Go module proxy, 5 GB of disk for Go's caches and 4 GB of memory"

// build makes a directory with the buildable programs and puts it into the
// cache in one step, so that nobody ever meets a half of it.
func (m maker) build(ctx context.Context) (string, error) {
	if err := m.canBuild(); err != nil {
		return "", err
	}
	unfinished, err := m.begin()
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(unfinished)
	if err := m.compile(ctx, filepath.Join(unfinished, "controlplane")); err != nil {
		return "", err
	}
	if err := link(unfinished, "controlplane"); err != nil {
		return "", err
	}
	return m.finish(ctx, unfinished)
}

// canBuild fails at once where ten minutes would end in failure anyway.
func (m maker) canBuild() error {
	for _, program := range m.programs {
		if !slices.Contains(buildable, program) {
			return fmt.Errorf("%s builds %s, not %s", m.recipe.module(), strings.Join(buildable, ", "), program)
		}
	}
	if _, err := exec.LookPath(m.goCommand); err != nil {
		return fmt.Errorf("install Go (https://go.dev/dl) to build them from their modules: %w", err)
	}
	return nil
}

// begin makes an empty folder beside the final one. Those of builds that were
// killed go first: this process holds the lock, so they are nobody's.
func (m maker) begin() (string, error) {
	left, _ := filepath.Glob(filepath.Join(m.cache, building+"*"))
	for _, dir := range left {
		if err := os.RemoveAll(dir); err != nil {
			return "", err
		}
	}
	return os.MkdirTemp(m.cache, building)
}

func (m maker) compile(ctx context.Context, binary string) error {
	last := len(buildable) - 1
	m.say("building %s %s, %s and %s from their Go modules: about 10 minutes, once",
		buildable[0], m.recipe.version, strings.Join(buildable[1:last], ", "), buildable[last])
	begun := time.Now()
	err := m.during("building", func() error { return m.goBuild(ctx, binary) })
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return fmt.Errorf("%w\n%s", err, needs)
	}
	m.say("built in %s", time.Since(begun).Round(time.Second))
	return nil
}

func (m maker) goBuild(ctx context.Context, binary string) error {
	args := append([]string{"build", "-o", binary}, buildFlags(m.recipe.version)...)
	cmd := m.command(ctx, "controlplane", append(args, ".")...)
	cmd.Env = append(cmd.Env, "CGO_ENABLED=0")
	return run(cmd)
}

// link gives the binary the names that it answers to.
func link(dir, binary string) error {
	for _, program := range buildable {
		if err := os.Symlink(binary, filepath.Join(dir, program)); err != nil {
			return err
		}
	}
	return nil
}

func (m maker) finish(ctx context.Context, unfinished string) (string, error) {
	final, err := m.built(ctx)
	if err != nil {
		return "", err
	}
	// What is there already lacks a program, or there had been no build.
	return final, errors.Join(os.RemoveAll(final), os.Rename(unfinished, final))
}
