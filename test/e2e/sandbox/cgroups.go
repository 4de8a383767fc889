// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sandbox

import (
	"path"
	"slices"
	"strings"
)

// hierarchy is a tree of control groups that is mounted.
type hierarchy struct {
	mount   string // where
	own     string // the folder of this process's group
	options string // what to mount it with again; empty: the one tree of version 2
}

func (h hierarchy) unified() bool { return h.options == "" }

// hierarchies reads /proc/self/mountinfo and /proc/self/cgroup. Where trees of version 1 have the controllers, one of
// version 2 beside them has none, and is left out.
func hierarchies(mountinfo, cgroup string) []hierarchy {
	var first, second []hierarchy
	for line := range strings.Lines(mountinfo) {
		before, after, ok := strings.Cut(line, " - ")
		where, what := strings.Fields(before), strings.Fields(after)
		if !ok || len(where) < 5 || len(what) < 3 {
			continue
		}
		root, mount := where[3], where[4]
		switch what[0] {
		case "cgroup":
			options := controllers(what[2])
			first = append(first, hierarchy{mount: mount, own: joinGroup(mount, root, groupOf(cgroup, options)), options: options})
		case "cgroup2":
			second = append(second, hierarchy{mount: mount, own: joinGroup(mount, root, groupOf(cgroup, ""))})
		}
	}
	if len(first) > 0 {
		return first
	}
	return second
}

// controllers are the options of a mount that say which tree it is.
func controllers(super string) string {
	options := strings.Split(super, ",")
	named := slices.ContainsFunc(options, func(o string) bool { return strings.HasPrefix(o, "name=") })
	options = slices.DeleteFunc(options, func(o string) bool { return slices.Contains(general, o) })
	if named && !slices.Contains(options, "none") {
		options = append([]string{"none"}, options...)
	}
	return strings.Join(options, ",")
}

// general are options that any tree may have. xattr and release agents belong to one that is mounted already.
var general = []string{"rw", "ro", "relatime", "seclabel", "xattr", "clone_children", "release_agent=/lib/systemd/systemd-cgroups-agent",
	"release_agent=/usr/lib/systemd/systemd-cgroups-agent"}

// groupOf finds the path of a tree in /proc/self/cgroup, whose lines are id:controllers:path.
func groupOf(cgroup, options string) string {
	for line := range strings.Lines(cgroup) {
		parts := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if len(parts) == 3 && parts[1] == strings.TrimPrefix(options, "none,") {
			return parts[2]
		}
	}
	return "/"
}

// joinGroup is the path of a group, if what is mounted is the tree from root on.
func joinGroup(mount, root, group string) string {
	return path.Join(mount, strings.TrimPrefix(group, strings.TrimSuffix(root, "/")))
}

// home is the folder for the sandbox in this tree. That of version 2 lies at the top: below a group that has processes, none
// may have controllers.
func (h hierarchy) home(name string) string {
	if h.unified() {
		return path.Join(h.mount, name)
	}
	return path.Join(h.own, name)
}
