// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package stamp asks git what the programs are to say of themselves. Go does so, too, but neither in a worktree nor
// where -buildvcs=false is in GOFLAGS; and it cannot where the sources were copied without their history, as into the
// Dockerfile, which is told.
package stamp

import (
	"context"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"
)

// vars is where the programs look.
const vars = "github.com/codegen-dev/codegen-operator/internal/version."

// Stamp is what programs say of themselves. What is empty they find out themselves, as far as Go knows.
type Stamp struct {
	// Version is a tag, or what Go would call the commit.
	Version string
	// Revision is the commit.
	Revision string
	// Time is that of the commit.
	Time time.Time
}

// Of is the stamp of a checkout; an empty one where there is none, or no git.
func Of(ctx context.Context, folder string) (Stamp, error) {
	git := func(args ...string) (string, error) {
		out, err := exec.CommandContext(ctx, "git", append([]string{"-C", folder}, args...)...).Output() //nolint:gosec // the folder is ours, and so are the arguments
		return strings.TrimSpace(string(out)), err
	}
	revision, err := git("rev-parse", "HEAD")
	if err != nil {
		return Stamp{}, nil //nolint:nilerr // sources without history are built as well
	}
	seconds, err := git("show", "-s", "--format=%ct", "HEAD")
	if err != nil {
		return Stamp{}, fmt.Errorf("asking git for the time of the commit: %w", err)
	}
	changes, err := git("status", "--porcelain")
	if err != nil {
		return Stamp{}, fmt.Errorf("asking git for changes: %w", err)
	}
	described, _ := git("describe", "--tags", "--long", "--match", "v[0-9]*") // fails where there is no tag
	at, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return Stamp{}, fmt.Errorf("reading the time of the commit: %w", err)
	}
	s := Stamp{Revision: revision, Time: time.Unix(at, 0).UTC()}
	s.Version = called(described, s, changes != "")
	return s, nil
}

// called is the version as Go has it: the tag of the commit, or one that comes after the last tag and before the next,
// with a mark if files were changed.
func called(described string, s Stamp, changed bool) string {
	tag, since := lastTag(described)
	v := tag
	if tag == "" || since > 0 {
		v = module.PseudoVersion(semver.Major(tag), tag, s.Time, s.Revision[:12])
	}
	if changed {
		v += "+dirty"
	}
	return v
}

// lastTag reads what git describe --long says: v0.5.0-3-g2512825 is three commits after v0.5.0.
func lastTag(described string) (tag string, since int) {
	parts := strings.Split(described, "-")
	if len(parts) < 3 {
		return "", 0
	}
	tag = strings.Join(parts[:len(parts)-2], "-")
	since, err := strconv.Atoi(parts[len(parts)-2])
	if err != nil || !semver.IsValid(tag) {
		return "", 0
	}
	return tag, since
}

// Linker are flags of the linker that put the stamp into a program.
func (s Stamp) Linker() string {
	var flags []string
	for _, v := range [][2]string{{"version", s.Version}, {"revision", s.Revision}, {"date", s.Date()}} {
		if v[1] != "" {
			flags = append(flags, "-X "+vars+v[0]+"="+v[1])
		}
	}
	return strings.Join(flags, " ")
}

// Date is the time as RFC 3339 has it; empty: not known.
func (s Stamp) Date() string {
	if s.Time.IsZero() {
		return ""
	}
	return s.Time.UTC().Format(time.RFC3339)
}
