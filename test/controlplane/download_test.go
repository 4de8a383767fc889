// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controlplane

import (
	"slices"
	"strings"
	"testing"
)

func TestDownload(t *testing.T) {
	for name, tt := range map[string]struct {
		tool     string
		offline  bool
		programs []string
		calls    []string
		says     string
	}{
		"works":                   {tool: downloads, programs: downloadable, calls: []string{"tool"}, says: "downloading kube-apiserver, etcd, kubectl 1.37"},
		"fails":                   {tool: breaks, programs: downloadable, calls: []string{"tool", "build"}, says: "setup-envtest failed, building instead"},
		"cannot be reached":       {tool: downloads, offline: true, programs: downloadable, calls: []string{"build"}, says: "building"},
		"lacks what is asked for": {tool: downloads, programs: buildable, calls: []string{"build"}, says: "building"},
	} {
		t.Run(name, func(t *testing.T) {
			fake := newFakeGo(t, compiles, tt.tool)
			address := index(t)
			if tt.offline {
				address = noIndex(t)
			}
			m, progress := newMaker(t, fake.command(), address, tt.programs...)
			for range 2 {
				if dir, err := m.find(t.Context()); err != nil || !m.in(dir) {
					t.Fatalf("found %q, %v", dir, err)
				}
			}
			if calls := fake.calls(t); !slices.Equal(calls, tt.calls) {
				t.Errorf("go was called for %v, want %v", calls, tt.calls)
			}
			if !strings.HasPrefix(progress.String(), tt.says) && !strings.Contains(progress.String(), "\n"+tt.says) {
				t.Errorf("said %q, want %q", progress, tt.says)
			}
		})
	}
}
