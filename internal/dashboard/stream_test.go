// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package dashboard_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"

	"go.uber.org/goleak"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/dashboard"
)

// A page is told what there is, what changes and what goes, by a real watch.
func TestStream(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	b := s.applied("hapa")
	e := s.listen()
	e.until("the list", e.live)
	e.until("its status", func() bool { return e.known["hapa"].Active != "" }) // a list may be of just before it
	if e.greeted.Namespace != s.namespace || e.greeted.Context != "here" {
		t.Errorf("greeted by %+v", e.greeted)
	}
	if got := e.known["hapa"]; got.Active != v1alpha1.EngineLegacy || got.State != dashboard.Degraded || got.Stream == nil || *got.Stream.Chunks != 104 {
		t.Errorf("told of %+v", got)
	}
	s.flip(b)
	e.until("the flip", func() bool { return e.known["hapa"].Active == v1alpha1.EngineVLLM })
	if flip := e.known["hapa"].Flip; flip == nil || flip.From != v1alpha1.EngineLegacy || flip.Message != "told by the test" {
		t.Errorf("told of the flip %+v", flip)
	}
	s.applied("second")
	e.until("the second", func() bool { return e.known["second"].Active != "" })
	s.must(s.client.Delete(t.Context(), b))
	e.until("its end", func() bool { return len(e.gone) == 1 && e.gone[0] == s.namespace+"/hapa" })
	if answer := s.get("api/backends/" + s.namespace + "/hapa"); answer.StatusCode != http.StatusNotFound {
		t.Errorf("what is gone is answered with %s", answer.Status)
	}
}

// Of other namespaces nothing is told.
func TestOneNamespace(t *testing.T) {
	t.Parallel()
	s, other := newStage(t), newStage(t)
	e := s.listen()
	e.until("an empty list", e.live)
	other.applied("elsewhere")
	s.applied("here")
	e.until("ours", func() bool { return len(e.known) > 0 })
	if len(e.known) != 1 || e.known["here"].Namespace != s.namespace {
		t.Errorf("told of %v", e.known)
	}
}

// Several pages are told the same, one that leaves is forgotten, and those that come late are told all of it.
func TestSeveralReaders(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	b := s.applied("hapa")
	ears := []*ear{s.listen(), s.listen(), s.listen()}
	for _, e := range ears {
		e.until("the list", e.live)
	}
	ears[0].leave()
	for i := range 5 {
		s.flip(b)
		for _, e := range ears[1:] {
			e.until(fmt.Sprint("flip ", i), func() bool { return e.known["hapa"].Active == b.Status.Active })
		}
	}
	late := s.listen()
	late.until("the list", late.live)
	if late.known["hapa"].Active != b.Status.Active {
		t.Errorf("the late one was told of %+v", late.known["hapa"])
	}
}

// A page that does not read holds up nobody, and once it reads it is told what there is by then.
func TestSlowReader(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	b := s.applied("hapa")
	slow, quick := s.listen(), s.listen()
	quick.until("the list", quick.live)
	for i := range 60 {
		s.flip(b)
		quick.until(fmt.Sprint("flip ", i), func() bool {
			return quick.known["hapa"].Active == b.Status.Active && quick.known["hapa"].Revision == b.ResourceVersion
		})
	}
	slow.until("the last flip", func() bool { return slow.known["hapa"].Revision == b.ResourceVersion })
}

// More pages than anybody opens are refused, and a seat that is left can be taken.
func TestSeats(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	var ears []*ear
	for range 64 {
		ears = append(ears, s.listen())
	}
	if answer := s.get("api/stream"); answer.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("one too many is answered with %s", answer.Status)
	}
	ears[0].leave()
	s.until("a free seat", s.seated)
}

// seated tells whether one more page finds a seat. It leaves at once.
func (s *stage) seated() bool {
	s.Helper()
	ctx, leave := context.WithCancel(s.Context())
	defer leave()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+"api/stream", http.NoBody)
	s.must(err)
	answer, err := http.DefaultClient.Do(r)
	s.must(err)
	return answer.Body.Close() == nil && answer.StatusCode == http.StatusOK
}

// Nothing is left running when the page ends, whoever still reads.
func TestNothingIsLeft(t *testing.T) {
	before := goleak.IgnoreCurrent()
	t.Run("pages are open", func(t *testing.T) {
		s := newStage(t)
		b := s.applied("hapa")
		for range 3 {
			e := s.listen()
			e.until("the list", e.live)
		}
		s.flip(b)
	})
	http.DefaultClient.CloseIdleConnections()
	// client-go keeps its connections to an API server for whoever asks it next.
	goleak.VerifyNone(t, before, goleak.IgnoreAnyFunction("golang.org/x/net/http2.(*clientConnReadLoop).run"))
}
