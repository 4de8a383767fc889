// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package version

import (
	"runtime"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// stamped returns a build as Go stamps it in a checkout.
func stamped() *debug.BuildInfo {
	return &debug.BuildInfo{
		GoVersion: "go1.26.8", Main: debug.Module{Version: "v0.6.0"},
		Settings: []debug.BuildSetting{
			{Key: "vcs.revision", Value: "2512825a6b2c9d1e"}, {Key: "vcs.time", Value: "2026-11-24T11:40:12Z"},
		},
	}
}

func TestLines(t *testing.T) {
	for _, test := range []struct {
		build *debug.BuildInfo
		want  string
	}{
		{stamped(), "v0.6.0 (2512825a6b2c, 2026-11-24T11:40:12Z), go1.26.8, linux/arm64"},
		{&debug.BuildInfo{}, "(devel), " + runtime.Version() + ", linux/arm64"},
	} {
		if got := Of(test.build, "linux/arm64").String(); got != test.want {
			t.Errorf("it is %q, want %q", got, test.want)
		}
	}
}

// -ldflags take precedence over what Go stamps.
func TestStampedByTheBuild(t *testing.T) {
	version, revision, date = "v1.2.3", "abc", "2026-01-02T03:04:05Z"
	t.Cleanup(func() { version, revision, date = "", "", "" })
	want := Info{Version: "v1.2.3", Revision: "abc", Date: "2026-01-02T03:04:05Z", Go: "go1.26.8", Platform: "linux/amd64"}
	if diff := cmp.Diff(want, Of(stamped(), "linux/amd64")); diff != "" {
		t.Error(diff)
	}
}

// The User-Agent has the version if there is one.
func TestAgent(t *testing.T) {
	version = "v1.2.3"
	t.Cleanup(func() { version = "" })
	if got := Agent("program"); got != "program/v1.2.3" {
		t.Errorf("it is %q", got)
	}
	version = unknown
	if got := Agent("program"); got != "program" {
		t.Errorf("it is %q", got)
	}
}

func TestGet(t *testing.T) {
	i := Get()
	if i.Go != runtime.Version() || i.Platform != runtime.GOOS+"/"+runtime.GOARCH || i.Version == "" {
		t.Errorf("it is %+v", i)
	}
	if !strings.Contains(i.String(), i.Go) || len(i.Log())%2 != 0 || i.Labels()["version"] != i.Version {
		t.Errorf("it is told as %q, %v, %v", i, i.Log(), i.Labels())
	}
}
