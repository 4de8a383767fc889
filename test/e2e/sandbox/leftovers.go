// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sandbox

import (
	"slices"
	"strings"
)

// places are where a sandbox mounts something. Others may mount elsewhere meanwhile, and it would not be ours.
var places = []string{"/proc", "/sys", "/run", "/var/log", "/var/lib"}

// mountsOf are the mounts at or below those places, by where and what they are.
func mountsOf(mountinfo string) []string {
	var all []string
	for line := range strings.Lines(mountinfo) {
		before, after, ok := strings.Cut(line, " - ")
		where, what := strings.Fields(before), strings.Fields(after)
		if ok && len(where) >= 5 && len(what) > 0 && slices.ContainsFunc(places, func(p string) bool { return isIn(where[4], p) }) {
			all = append(all, where[4]+" ("+what[0]+")")
		}
	}
	return all
}

func isIn(path, place string) bool { return path == place || strings.HasPrefix(path, place+"/") }

// added are those of after that are not in before, counted: a second mount at one place is one more.
func added(before, after []string) []string {
	left := slices.Clone(before)
	var more []string
	for _, a := range after {
		if i := slices.Index(left, a); i >= 0 {
			left = slices.Delete(left, i, i+1)
		} else {
			more = append(more, a)
		}
	}
	return more
}
