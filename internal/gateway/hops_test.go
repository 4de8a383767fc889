// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/codegen-dev/codegen-operator/internal/gateway/record"
	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// leadTo makes the URL of an engine the gateway's own.
func (s *scene) leadTo(name table.Name, at string) {
	u, err := url.Parse(at)
	if err != nil {
		s.t.Fatal(err)
	}
	s.change(func(t *table.Table) {
		e := *t.Of(name)
		e.URL = u
		if name == table.VLLM {
			t.VLLM = &e
		} else {
			t.Legacy = &e
		}
	})
}

// A gateway that is its own engine answers each request once, and the client that asked gets 508 where no engine is left.
func TestALoopEndsAfterTheFirstHop(t *testing.T) {
	for name, k := range kinds {
		t.Run(name, func(t *testing.T) {
			s := stage(t, protocol.OpenAI, protocol.OpenAI)
			s.leadTo(table.VLLM, s.url)
			a := s.post(t.Context(), k.path, k.body(printJay, ""))
			if a.status != http.StatusOK || a.header.Get("X-Codegen-Engine") != "legacy" {
				t.Errorf("with an engine beside it: %d %s", a.status, a.body)
			}
			s.leadTo(table.Legacy, s.url)
			a = s.post(t.Context(), k.path, k.body(printJay, ""))
			if a.status != http.StatusLoopDetected {
				t.Errorf("without: %d %s", a.status, a.body)
			}
			s.last(5)
			s.mu.Lock()
			defer s.mu.Unlock()
			if len(s.log) != 5 { // two of the client, and one, one and one of the gateway itself
				t.Errorf("%d requests came in: %+v", len(s.log), s.log)
			}
			for _, r := range s.log {
				if r.Status == http.StatusLoopDetected && r.Outcome != record.Refused && r.Outcome != record.Failed {
					t.Errorf("record %+v", r)
				}
			}
		})
	}
}

// A gateway that is its own engine lists no models, and is asked for them once for each engine.
func TestALoopOverModelsEnds(t *testing.T) {
	for _, path := range []string{"/v1/models", "/v1/models/prompt", "/api/v1/code/models"} {
		s := stage(t, protocol.OpenAI, protocol.OpenAI)
		s.leadTo(table.VLLM, s.url)
		if a := s.send(http.MethodGet, path, "", nil); a.status != http.StatusOK || a.header.Get("X-Codegen-Engine") != "legacy" {
			t.Errorf("%s, with an engine beside it: %d %s", path, a.status, a.body)
		}
		s.leadTo(table.Legacy, s.url)
		s.last(2)
		s.forget()
		if a := s.send(http.MethodGet, path, "", nil); a.status != http.StatusBadGateway {
			t.Errorf("%s, without: %d %s", path, a.status, a.body)
		}
		s.last(3)
		s.mu.Lock()
		if n := len(s.log); n != 3 { // that of the client, and one for each engine
			t.Errorf("%s: %d requests came in", path, n)
		}
		s.mu.Unlock()
	}
}

// Two gateways that are each other's engines end the loop as well.
func TestALoopOverAnotherGateway(t *testing.T) {
	one, other := stage(t, protocol.OpenAI, protocol.OpenAI), stage(t, protocol.OpenAI, protocol.OpenAI)
	for _, name := range []table.Name{table.VLLM, table.Legacy} {
		one.leadTo(name, other.url)
		other.leadTo(name, one.url)
	}
	k := kinds["chat"]
	if a := one.post(t.Context(), k.path, k.body(printJay, "")); a.status != http.StatusLoopDetected {
		t.Errorf("%d %s", a.status, a.body)
	}
	one.last(2)
	one.mu.Lock()
	defer one.mu.Unlock()
	if n := len(one.log); n > 9 {
		t.Errorf("one request came back %d times", n-1)
	}
}

// Gateways may stand one behind another, up to a bound, and what a client writes into the header is not passed on.
func TestHopsAreBounded(t *testing.T) {
	asked := make(chan http.Header, 1)
	p := newPlayer(t, func(w http.ResponseWriter, r request) { asked <- r.header; quickly(w, r) })
	s := playStage(t, p, p, "")
	post := func(hops string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodPost, "/v1/chat/completions", strings.NewReader(kinds["chat"].body(printJay, "")))
		r.Header.Set(headerHops, hops)
		w := httptest.NewRecorder()
		s.gateway.ServeHTTP(w, r)
		return w
	}
	const far = "0123456789abcdef"
	if w := post(far + ", a key: x\x01, " + strings.Repeat("f", 400)); w.Code != http.StatusOK {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if got, want := (<-asked).Get(headerHops), far+", "+hopOf(s.now()); got != want {
		t.Errorf("the engine gets the hops %q, want %q", got, want)
	}
	if w := post(strings.Repeat(far+",", maxHops)); w.Code != http.StatusLoopDetected {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// Each attempt has an id of its own, from which the client's can be told, and the client, the log and the answer have the client's.
func TestEachAttemptHasAnIDOfItsOwn(t *testing.T) {
	vllm, legacy := newPlayer(t, status(500, `{}`)), newPlayer(t, quickly)
	s := playStage(t, vllm, legacy, "")
	seen := map[string]bool{}
	for range 3 {
		r := httptest.NewRequest(http.MethodPost, "/v1/chat/completions", strings.NewReader(kinds["chat"].body(printJay, "")))
		r.Header.Set("X-Request-Id", "mine")
		w := httptest.NewRecorder()
		s.gateway.ServeHTTP(w, r)
		if w.Code != http.StatusOK || w.Header().Get("X-Request-Id") != "mine" {
			t.Errorf("%d, id %q", w.Code, w.Header().Get("X-Request-Id"))
		}
	}
	if r := s.last(3); r.ID != "mine" {
		t.Errorf("record %+v", r)
	}
	all := append(vllm.requests(), legacy.requests()...)
	for _, r := range all {
		id := r.header.Get("X-Request-Id")
		if !strings.HasPrefix(id, "mine-") || seen[id] {
			t.Errorf("an attempt has the id %q", id)
		}
		seen[id] = true
	}
	if len(all) != 6 {
		t.Errorf("%d attempts", len(all))
	}
}
