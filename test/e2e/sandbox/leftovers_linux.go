// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sandbox

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// host is what a sandbox could leave on it.
type host struct {
	mounts []string
	links  []string // devices of the network
	groups []string // control groups by the sandbox's name
}

// hostState records the state of the host.
func hostState(name string) host {
	var h host
	mountinfo, _ := os.ReadFile("/proc/self/mountinfo") // we have read it before
	h.mounts = mountsOf(string(mountinfo))
	links, _ := net.Interfaces() // none is what a host without a network has
	for _, link := range links {
		h.links = append(h.links, link.Name)
	}
	all, _ := trees() // we have read them before
	for _, tree := range all {
		found, _ := filepath.Glob(tree.home(name)) // the pattern is well formed
		h.groups = append(h.groups, found...)
	}
	return h
}

// since says what there is that was not there before, and which processes are in the namespaces of the sandbox.
func (h host) since(before host, inside []string) error {
	var left []string
	for what, list := range map[string][]string{
		"mounts": added(before.mounts, h.mounts), "network devices": added(before.links, h.links),
		"control groups": h.groups, "processes": inhabitants(inside),
	} {
		if len(list) > 0 {
			left = append(left, fmt.Sprintf("%s %s", what, strings.Join(list, ", ")))
		}
	}
	if len(left) == 0 {
		return nil
	}
	slices.Sort(left)
	return fmt.Errorf("left behind: %s", strings.Join(left, "; "))
}

// namespacesOf are the namespaces of a process, but for those that it shares with us.
func namespacesOf(pid string) []string {
	var all []string
	for _, kind := range []string{"net", "pid", "mnt", "uts", "ipc"} {
		its, err := os.Readlink(filepath.Join("/proc", pid, "ns", kind))
		ours, _ := os.Readlink(filepath.Join("/proc/self/ns", kind)) // we have one of each
		if err == nil && its != ours {
			all = append(all, its)
		}
	}
	return all
}

// inhabitants are the processes in any of the namespaces.
func inhabitants(namespaces []string) []string {
	var found []string
	processes, _ := filepath.Glob("/proc/[0-9]*") // the pattern is well formed
	for _, dir := range processes {
		pid := filepath.Base(dir)
		if slices.ContainsFunc(namespacesOf(pid), func(n string) bool { return slices.Contains(namespaces, n) }) {
			name, _ := os.ReadFile(filepath.Join(dir, "comm")) // it may be ending
			found = append(found, pid+" "+strings.TrimSpace(string(name)))
		}
	}
	return found
}
