// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package version has the version of this build: what the build sets with -ldflags="-X" (hack/stamp takes it from git), or
// else what Go stamps, as go install does. Rejected: a file with the version, which is right for one commit only.
package version

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
)

// Set by -ldflags="-X github.com/codegen-dev/codegen-operator/internal/version.version=v1.2.3" and so on; they take
// precedence over what Go stamps.
var version, revision, date string

// unknown is Go's version of a build without one.
const unknown = "(devel)"

// Info is a build.
type Info struct {
	// Version is that of a release, or a pseudo-version for a commit between two, with +dirty if files differ from the commit;
	// "(devel)" if it is not known.
	Version string
	// Revision is the commit; empty if not known.
	Revision string
	// Date is the time of the commit in RFC 3339; empty if not known.
	Date string
	// Go is the version of the toolchain, and Platform the target, such as linux/amd64.
	Go, Platform string
}

// Get returns the build of this program.
func Get() Info {
	build, found := debug.ReadBuildInfo()
	if !found {
		build = &debug.BuildInfo{}
	}
	return Of(build, runtime.GOOS+"/"+runtime.GOARCH)
}

// Of returns a build from what Go stamped into it, unless -ldflags set something else.
func Of(build *debug.BuildInfo, platform string) Info {
	stamped := map[string]string{}
	for _, s := range build.Settings {
		stamped[s.Key] = s.Value
	}
	return Info{
		Version:  cmp.Or(version, build.Main.Version, unknown),
		Revision: cmp.Or(revision, stamped["vcs.revision"]),
		Date:     cmp.Or(date, stamped["vcs.time"]),
		Go:       cmp.Or(build.GoVersion, runtime.Version()), Platform: platform,
	}
}

// String returns the build as a line, such as v0.6.0 (2512825a6b2c, 2026-11-24T11:40:12Z), go1.26.8, linux/amd64.
func (i Info) String() string {
	return fmt.Sprintf("%s%s, %s, %s", i.Version, i.commit(), i.Go, i.Platform)
}

// commit is what is known of the commit, in parentheses.
func (i Info) commit() string {
	var known []string
	if i.Revision != "" {
		known = append(known, fmt.Sprintf("%.12s", i.Revision))
	}
	if i.Date != "" {
		known = append(known, i.Date)
	}
	if len(known) == 0 {
		return ""
	}
	return " (" + strings.Join(known, ", ") + ")"
}

// Log returns the build as key and value pairs for a log line.
func (i Info) Log() []any {
	return []any{"version", i.Version, "revision", i.Revision, "go", i.Go, "platform", i.Platform}
}

// Agent returns the User-Agent of a program, with its version if that is known.
func Agent(program string) string {
	if v := Get().Version; v != unknown {
		return program + "/" + v
	}
	return program
}

// Labels returns the labels of the build info metric.
func (i Info) Labels() map[string]string {
	return map[string]string{"version": i.Version, "revision": i.Revision, "go_version": i.Go}
}
