// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package version says which build of a program this is: what the build has said with -ldflags="-X", as hack/stamp has it from git, or else what Go itself
// has stamped, as go install does. Rejected: a file with the version in it, which is right for one commit alone.
package version

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
)

// Set by -ldflags="-X github.com/codegen-dev/codegen-operator/internal/version.version=v1.2.3" and so on; they go before what Go has stamped.
var version, revision, date string

// unknown is what Go says of a build that it knows nothing of.
const unknown = "(devel)"

// Info is a build.
type Info struct {
	// Version is that of a release, or what Go calls a commit between two, with +dirty where files were not as in the commit; "(devel)" where nothing is known.
	Version string
	// Revision is the commit; empty: not known.
	Revision string
	// Date is the time of the commit, as RFC 3339 has it; empty: not known.
	Date string
	// Go is the version of the toolchain, and Platform is what was built for.
	Go, Platform string
}

// Get is the build of this program.
func Get() Info {
	build, found := debug.ReadBuildInfo()
	if !found {
		build = &debug.BuildInfo{}
	}
	return Of(build, runtime.GOOS+"/"+runtime.GOARCH)
}

// Of is a build by what Go has stamped into it, unless the build has said otherwise.
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

// String is the build in a line, such as v0.6.0 (2512825a6b2c, 2026-11-24T11:40:12Z), go1.26.8, linux/amd64.
func (i Info) String() string {
	return fmt.Sprintf("%s%s, %s, %s", i.Version, i.commit(), i.Go, i.Platform)
}

// commit is what is known of the commit, in brackets.
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

// Log is the build as key and value pairs of a line of the log.
func (i Info) Log() []any {
	return []any{"version", i.Version, "revision", i.Revision, "go", i.Go, "platform", i.Platform}
}

// Agent is how a program calls itself to servers: with its version, where that is known.
func Agent(program string) string {
	if v := Get().Version; v != unknown {
		return program + "/" + v
	}
	return program
}

// Labels are those of the metric that tells of the build.
func (i Info) Labels() map[string]string {
	return map[string]string{"version": i.Version, "revision": i.Revision, "go_version": i.Go}
}
