// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"cmp"
	"context"
	"debug/buildinfo"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"github.com/codegen-dev/codegen-operator/hack/stamp"
)

const module = "github.com/codegen-dev/codegen-operator"

// program is one that was built for a platform.
type program struct {
	name     string
	platform v1.Platform
	path     string
	info     *debug.BuildInfo // what Go has written into it
	version  string
	revision string
	created  time.Time
}

// compile builds a program as the Dockerfile does. Go is not to ask git, for it answers in one kind of checkout and not
// in another, and the same commit is to give the same program.
func (o *options) compile(ctx context.Context, name string, platform v1.Platform, work string) (*program, error) {
	p := &program{name: name, platform: platform, path: filepath.Join(work, name+"_"+platform.OS+"_"+platform.Architecture)}
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false", "-ldflags="+o.linker(), "-o", p.path, module+"/cmd/"+name) //nolint:gosec // the name was checked
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+platform.OS, "GOARCH="+platform.Architecture)
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("building %s for %s: %w\n%s", name, platform, err, out)
	}
	return p, p.inspect(o.stamp)
}

// linker are the flags of the linker: no symbol tables, and the stamp.
func (o *options) linker() string { return strings.TrimSpace("-s -w " + o.stamp.Linker()) }

// inspect reads what Go has written into the program.
func (p *program) inspect(s stamp.Stamp) error {
	info, err := buildinfo.ReadFile(p.path)
	if err != nil {
		return fmt.Errorf("reading what %s is built from: %w", p.name, err)
	}
	p.info, p.version = info, cmp.Or(s.Version, info.Main.Version)
	p.revision = s.Revision
	p.created, err = created(os.Getenv("SOURCE_DATE_EPOCH"), s.Time)
	return err
}

// created is the time that an image says it was made at: of the commit, so that the same commit gives the same image.
func created(epoch string, commit time.Time) (time.Time, error) {
	if epoch == "" && commit.IsZero() {
		epoch = "0"
	}
	if epoch == "" {
		return commit, nil
	}
	seconds, err := strconv.ParseInt(epoch, 10, 64)
	if err != nil {
		return time.Time{}, fmt.Errorf("SOURCE_DATE_EPOCH is not a number of seconds: %w", err)
	}
	return time.Unix(seconds, 0).UTC(), nil
}
