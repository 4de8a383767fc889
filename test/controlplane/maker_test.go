// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controlplane

import (
	"context"
	"errors"
	"testing"
)

func TestFindUsesTheFirstCompleteDirectory(t *testing.T) {
	none, broken := offers("", nil), offers("", errors.New("broken"))
	one, both, more := holding(t, "etcd"), holding(t, "etcd", "kubectl"), holding(t, "etcd", "kubectl", "kube-apiserver")
	gone := t.TempDir() + "/gone"

	for name, tt := range map[string]struct {
		sources []source
		want    string
		fails   bool
	}{
		"no source":               {},
		"none has any":            {sources: []source{none, none}},
		"the only one":            {sources: []source{none, offers(both, nil)}, want: both},
		"the first of two":        {sources: []source{offers(more, nil), offers(both, nil)}, want: more},
		"half a directory":        {sources: []source{offers(one, nil), offers(both, nil)}, want: both},
		"a directory that is not": {sources: []source{offers(gone, nil), offers(both, nil)}, want: both},
		"an error ends it":        {sources: []source{broken, offers(both, nil)}, fails: true},
		"not reached":             {sources: []source{offers(both, nil), broken}, want: both},
	} {
		t.Run(name, func(t *testing.T) {
			m := maker{wanted: wanted{programs: []string{"etcd", "kubectl"}}}
			got, err := m.first(t.Context(), tt.sources...)
			if got != tt.want || (err != nil) != tt.fails {
				t.Errorf("got %q, %v, want %q", got, err, tt.want)
			}
		})
	}
}

func TestFirstEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	dir := holding(t, "etcd")
	got, err := maker{}.first(ctx, offers(dir, nil))
	if got != "" || !errors.Is(err, context.Canceled) {
		t.Errorf("got %q, %v", got, err)
	}
}

func offers(dir string, err error) source {
	return func(context.Context) (string, error) { return dir, err }
}
