// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package programs

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// Maker builds programs of the repository at Root.
type Maker struct {
	Root string
	Say  func(format string, args ...any)
}

// Dir is the folder that the programs are built into.
func Dir() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(cache, "codegen-operator", "node")
	return dir, os.MkdirAll(dir, 0o750)
}

// Make builds all that is not up to date in dir.
func (m Maker) Make(ctx context.Context, dir string) error {
	for _, b := range all {
		begun := time.Now()
		if err := m.build(ctx, b, dir); err != nil {
			return fmt.Errorf("build %s: %w", b.what, err)
		}
		m.Say("%s built in %.0f s", b.what, time.Since(begun).Seconds())
	}
	return nil
}

func (m Maker) build(ctx context.Context, b build, dir string) error {
	if b.tool != "" {
		return m.tool(ctx, b, dir)
	}
	version := ""
	if b.version != "" {
		out, err := m.golang(ctx, b, "list", "-mod=readonly", "-m", "-f", "{{.Version}}", b.version)
		if err != nil {
			return err
		}
		version = strings.TrimSpace(out)
	}
	if _, err := m.golang(ctx, b, b.args(dir, version)...); err != nil {
		return err
	}
	for _, name := range b.links {
		if err := link(b.output, filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	return nil
}

// tool has Go build a tool, and links it into dir.
func (m Maker) tool(ctx context.Context, b build, dir string) error {
	path, err := m.golang(ctx, b, "tool", "-n", b.tool)
	if err != nil {
		return err
	}
	return link(strings.TrimSpace(path), filepath.Join(dir, b.tool))
}

// often is how often one hears that a build goes on.
const often = 30 * time.Second

// golang runs go in the folder of a build, and says now and then that it does.
func (m Maker) golang(ctx context.Context, b build, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "go", args...) //nolint:gosec // go, with arguments of ours
	cmd.Dir = filepath.Join(m.Root, b.folder)
	cmd.Env = append(os.Environ(), "GOWORK=off")
	if b.tool == "" {
		cmd.Env = append(cmd.Env, "CGO_ENABLED="+map[bool]string{true: "1", false: "0"}[b.c])
	}
	begun := time.Now()
	ticks := time.NewTicker(often)
	defer ticks.Stop()
	done := make(chan struct{})
	defer close(done)
	go func() {
		for {
			select {
			case <-done:
				return
			case <-ticks.C:
				m.Say("building %s: %.0f s so far", b.what, time.Since(begun).Seconds())
			}
		}
	}()
	var errText strings.Builder
	cmd.Stderr = &errText
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%w\n%s", err, strings.TrimSpace(errText.String()))
	}
	return string(out), nil
}

// link gives a program another name, in the place of what had it.
func link(program, name string) error {
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return os.Symlink(program, name)
}
