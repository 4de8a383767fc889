// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"io"
	"log"
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"
)

var discard = log.New(io.Discard, "", 0)

func TestMistakesAreExplained(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]string{
		"--platforms linux":      "linux/amd64",
		"--programs ../hack":     "folder of cmd/",
		"--push":                 "--registry",
		"--tag a:b":              "not a valid image name",
		"--registry https://a/b": "is a URL",
		"dist":                   "flags only",
		"--nonsense":             "unknown flag",
	} {
		if _, err := parse(strings.Fields(args), io.Discard); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s is %v, want %q", args, err, want)
		}
	}
}

func TestHelp(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	if _, err := parse([]string{"--help"}, &out); !errors.Is(err, pflag.ErrHelp) ||
		!strings.Contains(out.String(), "ctr -n k8s.io images import") {
		t.Errorf("%v: %s", err, out.String())
	}
}

// A program that cannot be built is told with what the compiler says.
func TestAFailedBuild(t *testing.T) {
	t.Parallel()
	o := optionsOf(t, "--programs=no-such-program", "--out="+t.TempDir())
	if err := o.run(t.Context(), t.Output()); err == nil || !strings.Contains(err.Error(), "building no-such-program for linux/amd64") {
		t.Errorf("it is %v", err)
	}
}

// The time is that of the commit, unless somebody says another.
func TestCreated(t *testing.T) {
	t.Parallel()
	commit := time.Date(2026, 11, 24, 11, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		epoch  string
		commit time.Time
		want   string
	}{
		{"", commit, "2026-11-24T11:00:00Z"}, {"86400", commit, "1970-01-02T00:00:00Z"}, {"", time.Time{}, "1970-01-01T00:00:00Z"},
	} {
		if got, err := created(test.epoch, test.commit); err != nil || got.Format(time.RFC3339) != test.want {
			t.Errorf("%v: %s and %s give %s", err, test.epoch, test.commit, got)
		}
	}
	if _, err := created("yesterday", commit); err == nil {
		t.Error("yesterday is taken for a time")
	}
}
