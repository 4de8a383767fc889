// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"strings"
	"testing"
)

func TestMissing(t *testing.T) {
	everything := func(string) bool { return true }
	well := facts{system: "linux", root: true, has: everything, seccomp: true}
	for name, tt := range map[string]struct {
		change func(*facts)
		want   []string
	}{
		"nothing":        {change: func(*facts) {}},
		"another system": {change: func(f *facts) { f.system = "darwin" }, want: []string{"this is darwin"}},
		"nobody":         {change: func(f *facts) { f.root = false }, want: []string{"sudo env PATH=$PATH make e2e"}},
		"no nftables":    {change: func(f *facts) { f.has = func(p string) bool { return p != "nft" } }, want: []string{"apt-get install nftables"}},
		"no headers":     {change: func(f *facts) { f.seccomp = false }, want: []string{"apt-get install libseccomp-dev"}},
		"no namespaces":  {change: func(f *facts) { f.sandboxed = errors.New("not permitted") }, want: []string{"not permitted"}},
		"two things":     {change: func(f *facts) { f.root, f.seccomp = false, false }, want: []string{"root", "libseccomp"}},
		"no pkg-config":  {change: func(f *facts) { f.has = func(p string) bool { return p != "pkg-config" }; f.seccomp = false }, want: []string{"apt-get install pkg-config"}},
	} {
		t.Run(name, func(t *testing.T) {
			f := well
			tt.change(&f)
			got := f.missing()
			if len(got) != len(tt.want) {
				t.Fatalf("got %q, want %d", got, len(tt.want))
			}
			for i, want := range tt.want {
				if !strings.Contains(got[i], want) || !strings.Contains(explainMissing(got), want) {
					t.Errorf("got %q, want it to say %q", got[i], want)
				}
			}
		})
	}
}
