// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sandbox

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestHierarchies(t *testing.T) {
	for name, tt := range map[string]struct {
		mountinfo, cgroup string
		want              []hierarchy
		home              string // of the first
	}{
		"version 1, beside an empty tree of version 2": {
			mountinfo: `31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
32 31 0:29 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
33 31 0:30 / /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct
40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,xattr,release_agent=/usr/lib/systemd/systemd-cgroups-agent,name=systemd
41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
`,
			cgroup: "4:memory:/jobs/7\n3:cpu,cpuacct:/\n1:name=systemd:/user.slice\n0::/\n",
			want: []hierarchy{
				{mount: "/sys/fs/cgroup/memory", own: "/sys/fs/cgroup/memory/jobs/7", options: "memory"},
				{mount: "/sys/fs/cgroup/cpu,cpuacct", own: "/sys/fs/cgroup/cpu,cpuacct", options: "cpu,cpuacct"},
				{mount: "/sys/fs/cgroup/systemd", own: "/sys/fs/cgroup/systemd/user.slice", options: "none,name=systemd"},
			},
			home: "/sys/fs/cgroup/memory/jobs/7/e2e",
		},
		"version 2": {
			mountinfo: "30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n",
			cgroup:    "0::/user.slice/session-1.scope\n",
			want:      []hierarchy{{mount: "/sys/fs/cgroup", own: "/sys/fs/cgroup/user.slice/session-1.scope"}},
			home:      "/sys/fs/cgroup/e2e",
		},
		"in a container that sees a part of the tree": {
			mountinfo: "32 31 0:29 /docker/ab /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n",
			cgroup:    "4:memory:/docker/ab/jobs\n",
			want:      []hierarchy{{mount: "/sys/fs/cgroup/memory", own: "/sys/fs/cgroup/memory/jobs", options: "memory"}},
			home:      "/sys/fs/cgroup/memory/jobs/e2e",
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := hierarchies(tt.mountinfo, tt.cgroup)
			if diff := cmp.Diff(tt.want, got, cmp.AllowUnexported(hierarchy{})); diff != "" {
				t.Fatalf("want -, got +:\n%s", diff)
			}
			if home := got[0].home("e2e"); home != tt.home {
				t.Errorf("its home is %s, want %s", home, tt.home)
			}
		})
	}
}

func TestNoHierarchies(t *testing.T) {
	if got := hierarchies("22 1 0:4 / /proc rw - proc proc rw\nnonsense\n", "0::/\n"); got != nil {
		t.Errorf("found %v", got)
	}
}
