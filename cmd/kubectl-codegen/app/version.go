// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"fmt"
	"runtime/debug"
)

// version is what the build was stamped with.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	stamped := map[string]string{}
	for _, s := range info.Settings {
		stamped[s.Key] = s.Value
	}
	revision := stamped["vcs.revision"]
	if revision == "" {
		return info.Main.Version
	}
	return fmt.Sprintf("%s (%.12s, %s)", info.Main.Version, revision, stamped["vcs.time"])
}
