// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sandbox

import (
	"slices"
	"testing"
)

func TestMountsOf(t *testing.T) {
	got := mountsOf(`22 1 0:4 / /proc rw shared:5 - proc proc rw
23 1 0:5 / /home rw - ext4 /dev/sda rw
24 1 0:6 / /run/user/0 rw - tmpfs tmpfs rw
25 1 0:7 / /running rw - tmpfs tmpfs rw
26 1 0:8 / /var/lib rw - overlay overlay rw
`)
	if want := []string{"/proc (proc)", "/run/user/0 (tmpfs)", "/var/lib (overlay)"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAdded(t *testing.T) {
	for name, tt := range map[string]struct{ before, after, want []string }{
		"nothing":         {before: []string{"a", "b"}, after: []string{"b", "a"}},
		"one":             {before: []string{"a"}, after: []string{"a", "b"}, want: []string{"b"}},
		"the same again":  {before: []string{"a"}, after: []string{"a", "a"}, want: []string{"a"}},
		"what has gone":   {before: []string{"a", "b"}, after: []string{"b"}},
		"all of it is so": {after: []string{"a"}, want: []string{"a"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := added(tt.before, tt.after); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
