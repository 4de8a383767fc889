// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/gateway/record"
)

// extreme is a request that goes wrong because of what it is.
type extreme struct {
	name string
	// body is what is sent for the nth time; its prompt may name a part that both engines play, or vllm alone.
	body func(n int) string
	// status is what the client gets; 0: any.
	status int
	// times is how often it is sent; 0: often.
	times int
}

// prompting is a chat with a prompt that names a part; each has a text of its own, so that no two are the same request.
func prompting(part string) func(n int) string {
	return func(n int) string { return kinds["chat"].body(fmt.Sprintf("%s #%d", part, n), "") }
}

func same(body string) func(int) string { return func(int) string { return body } }

// parts are what engines do with the requests of one client; a part of vllm alone is no fault of legacy's.
var parts = map[string]func(http.ResponseWriter, request){
	"cut":         cuts,
	"cut late":    func(w http.ResponseWriter, r request) { r.tokens(w, 0, 1, 0); panic(http.ErrAbortHandler) },
	"500":         status(500, `{}`),
	"503":         status(503, `{}`),
	"empty":       streamOf(),
	"not JSON":    streamOf(`{`),
	"HTML":        status(200, `<html>`, "Content-Type", "text/html"),
	"400":         status(400, `{"error":{"message":"`+strings.Repeat("x", 100<<10)+`","code":400}}`),
	"422 words":   status(422, strings.Repeat("y", 100<<10)),
	"too long":    status(400, tooLongForModel),
	"404":         status(404, `{"error":{"message":"m","type":"NotFoundError","code":404}}`),
	"429":         status(429, `{}`),
	"overload":    status(503, `{"error":{"message":"m","type":"Service Unavailable","code":503}}`),
	"error event": streamOf(`{"error":{"message":"m"}}`),
	"400 event":   streamOf(`{"error":{"message":"m","code":400}}`),
	"429 event":   streamOf(`{"error":{"message":"m","code":429}}`),
	"large event": streamOf(`{"choices":[{"index":0,"delta":{"content":"` + strings.Repeat("z", maxEvent) + `"}}]}`),
	"slow":        mute,
	"complaint text": func(w http.ResponseWriter, _ request) {
		w.WriteHeader(400)
		_, _ = io.WriteString(w, strings.Repeat("w", 2<<20))
	},
}

func extremes() []extreme {
	all := []extreme{
		{name: "two members of a name", body: same(`{"model":"m","stream":true,"stream":null,"messages":[{}]}`), status: 400},
		{name: "two members deep inside", body: same(`{"messages":[{"role":"user","role":"user","content":"x"}],"stream":true}`), status: 400},
		{name: "no JSON", body: same(`{"messages":[`), status: 400},
		{name: "invalid UTF-8", body: same("{\"messages\":[{\"content\":\"\xff\"}]}"), status: 400},
		{name: "deep", body: same(`{"messages":[` + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + `]}`), status: 400},
		{name: "wrong types", body: same(`{"messages":"x","stream":"yes"}`), status: 400},
		{name: "nothing", body: same(``), status: 400},
	}
	statuses := map[string]int{
		"400": 400, "422 words": 422, "too long": 400, "404": 404, "429": 429, "overload": 503, "400 event": 400, "429 event": 429, "complaint text": 400,
	}
	times := map[string]int{"large event": 20, "slow": 16, "complaint text": 50}
	for part := range parts {
		all = append(all, extreme{name: part, body: prompting("part:" + part + ";"), status: statuses[part], times: times[part]},
			extreme{name: part + " of vllm alone", body: prompting("vllm:" + part + ";"), times: cmp.Or(times[part], 200)})
	}
	return all
}

// playPart plays the part that a request names, if it is this engine's.
func playPart(vllm bool) func(http.ResponseWriter, request) {
	return func(w http.ResponseWriter, r request) {
		for _, of := range []string{"part:", "vllm:"} {
			_, rest, found := strings.Cut(r.body, of)
			part, _, ok := strings.Cut(rest, ";")
			if found && ok && (vllm || of == "part:") {
				parts[part](w, r)
				return
			}
		}
		quickly(w, r)
	}
}

// TestARequestOpensNoBreaker: one client sends every malformed and extreme request a thousand times, and another one is served by the first
// engine all the while.
func TestARequestOpensNoBreaker(t *testing.T) {
	t.Parallel()
	s := playStage(t, newPlayer(t, playPart(true)), newPlayer(t, playPart(false)), "")
	ctx, cancel := context.WithCancel(t.Context())
	var served atomic.Int64
	var second sync.WaitGroup
	second.Go(func() {
		k := kinds["chat"]
		for ctx.Err() == nil {
			a := s.post(context.Background(), k.path, k.body("the other client", ""))
			if st := a.story(t); a.header.Get("X-Codegen-Engine") != "vllm" || a.header.Get("X-Codegen-Failover") != "" || verdictOf(a, st) != pass {
				t.Errorf("the other client gets %d, %v: %.200s", a.status, a.header, a.body)
			}
			served.Add(1)
		}
	})
	eventually(t, "the other client is served", func() bool { return served.Load() > 0 })
	for _, e := range extremes() {
		if strings.HasPrefix(e.name, "slow") {
			s.silence(time.Second, time.Second) // or it would take minutes
		} else {
			s.silence(10*time.Second, 0)
		}
		s.sendAll(e)
	}
	cancel()
	second.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.word) > 0 {
		t.Errorf("the breakers told %v", s.word)
	}
	for _, r := range s.log {
		if r.Outcome == record.OK && r.Status != http.StatusOK {
			t.Errorf("record %+v", r)
		}
	}
}

// sendAll sends one extreme request as often as it is to be sent, by a few clients at once.
func (s *scene) sendAll(e extreme) {
	times := min(cmp.Or(e.times, often), often)
	var next atomic.Int64
	var clients sync.WaitGroup
	for range 8 {
		clients.Go(func() {
			for n := int(next.Add(1)); n <= times; n = int(next.Add(1)) {
				a := s.post(s.t.Context(), kinds["chat"].path, e.body(n))
				if a.err != nil || e.status != 0 && a.status != e.status {
					s.t.Errorf("%s, for the %dth time: %d, want %d, %v: %.200s", e.name, n, a.status, e.status, a.err, a.body)
					return
				}
			}
		})
	}
	clients.Wait()
}
