// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package dashboard

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

func backend(name string, version int) *v1alpha1.CodeGenBackend {
	b := &v1alpha1.CodeGenBackend{}
	b.Namespace, b.Name, b.ResourceVersion = "n", name, fmt.Sprint(version)
	return b
}

// The pending changes of a subscriber never outnumber the backends.
func TestSubscriberIsBounded(t *testing.T) {
	t.Parallel()
	h := newHub()
	h.replace(nil)
	r := h.subscribe()
	for i := range 100_000 {
		h.set(backend(fmt.Sprint(i%3), i))
	}
	if n := len(r.changed); n != 3 {
		t.Errorf("%d changes are pending", n)
	}
	if n := r.take(); len(n.changed) != 3 || n.changed[0].ResourceVersion != "99999" || len(n.deleted) != 0 {
		t.Errorf("it gets %d, of version %s", len(n.changed), n.changed[0].ResourceVersion)
	}
}

// A subscriber that takes every update has the current state, in whatever order changes, subscriptions and updates happen.
func TestSubscribersConverge(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		h := newHub()
		known := map[*subscriber]map[string]string{}
		version := 0
		name := rapid.SampledFrom([]string{"a", "b", "c", "d"})
		take := func(r *subscriber) {
			n := r.take()
			for _, b := range n.changed {
				known[r][keyOf(b)] = b.ResourceVersion
			}
			for _, key := range n.deleted {
				delete(known[r], key)
			}
		}
		t.Repeat(map[string]func(*rapid.T){
			"set":    func(t *rapid.T) { version++; h.set(backend(name.Draw(t, "name"), version)) },
			"remove": func(t *rapid.T) { h.remove("n/" + name.Draw(t, "name")) },
			"replace": func(t *rapid.T) {
				var all []*v1alpha1.CodeGenBackend
				for _, n := range rapid.SliceOfNDistinct(name, 0, 4, rapid.ID[string]).Draw(t, "all") {
					version++
					all = append(all, backend(n, version))
				}
				h.replace(all)
			},
			"subscribe": func(*rapid.T) { known[h.subscribe()] = map[string]string{} },
			"take": func(*rapid.T) {
				for r := range known {
					take(r)
					return
				}
			},
			"": func(*rapid.T) {},
		})
		h.replace(nil)
		h.set(backend("a", version+1))
		for r := range known {
			select {
			case <-r.wakeup:
				take(r)
			default:
				t.Fatal("a subscriber was not woken")
			}
			if len(known[r]) != 1 || known[r]["n/a"] != fmt.Sprint(version+1) {
				t.Fatalf("a subscriber has %v", known[r])
			}
		}
	})
}
