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

// A page gets existing backends, changes and deletions from a real watch.
func TestStream(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	b := s.applied("hapa")
	e := s.listen()
	e.until("the list", e.live)
	e.until("its status", func() bool { return e.backends["hapa"].Active != "" }) // the list may be older than the status
	if e.hello.Namespace != s.namespace || e.hello.Context != "here" {
		t.Errorf("hello is %+v", e.hello)
	}
	if got := e.backends["hapa"]; got.Active != v1alpha1.EngineLegacy || got.State != dashboard.Degraded || got.Stream == nil ||
		*got.Stream.Chunks != 104 {
		t.Errorf("got %+v", got)
	}
	s.flip(b)
	e.until("the flip", func() bool { return e.backends["hapa"].Active == v1alpha1.EngineVLLM })
	if flip := e.backends["hapa"].Flip; flip == nil || flip.From != v1alpha1.EngineLegacy || flip.Message != "flipped by the test" {
		t.Errorf("got the flip %+v", flip)
	}
	s.applied("second")
	e.until("the second", func() bool { return e.backends["second"].Active != "" })
	s.must(s.client.Delete(t.Context(), b))
	e.until("its end", func() bool { return len(e.deleted) == 1 && e.deleted[0] == s.namespace+"/hapa" })
	if answer := s.get("api/backends/" + s.namespace + "/hapa"); answer.StatusCode != http.StatusNotFound {
		t.Errorf("the deleted backend is answered with %s", answer.Status)
	}
}

// A page of one namespace gets nothing of others.
func TestOneNamespace(t *testing.T) {
	t.Parallel()
	s, other := newStage(t), newStage(t)
	e := s.listen()
	e.until("an empty list", e.live)
	other.applied("elsewhere")
	s.applied("here")
	e.until("ours", func() bool { return len(e.backends) > 0 })
	if len(e.backends) != 1 || e.backends["here"].Namespace != s.namespace {
		t.Errorf("got %v", e.backends)
	}
}

// Several pages get the same, one that disconnects is removed, and a late one gets all backends.
func TestSeveralSubscribers(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	b := s.applied("hapa")
	clients := []*streamClient{s.listen(), s.listen(), s.listen()}
	for _, e := range clients {
		e.until("the list", e.live)
	}
	clients[0].leave()
	for i := range 5 {
		s.flip(b)
		for _, e := range clients[1:] {
			e.until(fmt.Sprint("flip ", i), func() bool { return e.backends["hapa"].Active == b.Status.Active })
		}
	}
	late := s.listen()
	late.until("the list", late.live)
	if late.backends["hapa"].Active != b.Status.Active {
		t.Errorf("the late one got %+v", late.backends["hapa"])
	}
}

// A page that does not read does not delay others, and gets the current state once it reads.
func TestSlowSubscriber(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	b := s.applied("hapa")
	slow, quick := s.listen(), s.listen()
	quick.until("the list", quick.live)
	for i := range 60 {
		s.flip(b)
		quick.until(fmt.Sprint("flip ", i), func() bool {
			return quick.backends["hapa"].Active == b.Status.Active && quick.backends["hapa"].Revision == b.ResourceVersion
		})
	}
	slow.until("the last flip", func() bool { return slow.backends["hapa"].Revision == b.ResourceVersion })
}

// Too many pages are refused, and a page can connect once another one has disconnected.
func TestSubscriberLimit(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	var clients []*streamClient
	for range 64 {
		clients = append(clients, s.listen())
	}
	if answer := s.get("api/stream"); answer.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("the page beyond the limit is answered with %s", answer.Status)
	}
	clients[0].leave()
	s.until("a free slot", s.accepted)
}

// accepted reports whether one more page can connect. It disconnects at once.
func (s *stage) accepted() bool {
	s.Helper()
	ctx, leave := context.WithCancel(s.Context())
	defer leave()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+"api/stream", http.NoBody)
	s.must(err)
	answer, err := http.DefaultClient.Do(r)
	s.must(err)
	return answer.Body.Close() == nil && answer.StatusCode == http.StatusOK
}

// The server leaves no goroutines when it ends, even with open pages.
func TestNoGoroutineLeaks(t *testing.T) {
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
	// client-go keeps connections to an API server for other clients.
	goleak.VerifyNone(t, before, goleak.IgnoreAnyFunction("golang.org/x/net/http2.(*clientConnReadLoop).run"))
}
