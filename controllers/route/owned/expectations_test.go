// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package owned

import (
	"testing"

	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"pgregory.net/rapid"
)

var (
	hapa    = types.NamespacedName{Namespace: "team", Name: "hapa"}
	service = Ref{GVK: schema.GroupVersionKind{Version: "v1", Kind: "Service"}, Name: "hapa"}
)

func TestExpectations(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		record              func(*Expectations)
		fulfilled           bool
		byOld, bySame, byUp bool // fulfilled by the versions 6, 7 and 8 from the cache
		version             string
	}{
		"never read":                 {func(*Expectations) {}, false, false, false, false, ""},
		"read":                       {func(e *Expectations) { e.Read(hapa, service, "7") }, true, false, true, true, "7"},
		"read, and it did not exist": {func(e *Expectations) { e.Read(hapa, service, "") }, true, false, false, false, ""},
		"read ahead of the cache":    {func(e *Expectations) { e.ReadAhead(hapa, service, "7") }, false, false, true, true, "7"},
		"written":                    {func(e *Expectations) { e.Read(hapa, service, "7"); e.Wrote(hapa, service) }, false, false, true, true, "7"},
		"perhaps written": {func(e *Expectations) { e.Read(hapa, service, "7"); e.MarkUncertain(hapa, service) },
			false, false, false, false, "7"},
		"read after an uncertain write": {func(e *Expectations) { e.MarkUncertain(hapa, service); e.Read(hapa, service, "7") },
			true, false, true, true, "7"},
		"forgotten":            {func(e *Expectations) { e.Read(hapa, service, "7"); e.Forget(hapa) }, false, false, false, false, ""},
		"another is forgotten": {func(e *Expectations) { e.Read(hapa, service, "7"); e.Forget(types.NamespacedName{Name: "x"}) }, true, false, true, true, "7"},
	} {
		var e Expectations
		c.record(&e)
		if got := e.Fulfilled(hapa, service); got != c.fulfilled {
			t.Errorf("%s: Fulfilled() = %t", name, got)
		}
		for version, want := range map[string]bool{"6": c.byOld, "7": c.bySame, "8": c.byUp} {
			if got := e.FulfilledBy(hapa, service, version); got != want {
				t.Errorf("%s: FulfilledBy(%s) = %t", name, version, got)
			}
		}
		if got := e.Version(hapa, service); got != c.version {
			t.Errorf("%s: Version() = %q, want %q", name, got, c.version)
		}
	}
}

// The cache is trusted only if the latest record is a read that the cache showed, whatever came before, and other objects change nothing.
func TestExpectationsFollowTheLatestRecord(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var e Expectations
		trusted := map[Ref]bool{}
		other := Ref{GVK: service.GVK, Name: "other"}
		for range rapid.IntRange(0, 20).Draw(t, "records") {
			o := rapid.SampledFrom([]Ref{service, other}).Draw(t, "object")
			switch rapid.SampledFrom([]string{"read", "ahead", "wrote", "uncertain", "forget"}).Draw(t, "record") {
			case "read":
				e.Read(hapa, o, "7")
				trusted[o] = true
			case "ahead":
				e.ReadAhead(hapa, o, "7")
				trusted[o] = false
			case "wrote":
				e.Wrote(hapa, o)
				trusted[o] = false
			case "uncertain":
				e.MarkUncertain(hapa, o)
				trusted[o] = false
			case "forget":
				e.Forget(hapa)
				clear(trusted)
			}
			for _, o := range []Ref{service, other} {
				if e.Fulfilled(hapa, o) != trusted[o] {
					t.Fatalf("%s: Fulfilled() = %t", o.Name, !trusted[o])
				}
			}
		}
	})
}
