// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"net/http"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/gateway/record"
	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
	"github.com/codegen-dev/codegen-operator/internal/sim"
)

// misbehave has an engine misbehave, and keeps the rest of its script.
func misbehave(e *sim.Engine, m sim.Misbehaviour) { e.Misbehave(m) }

func TestTheOtherEngineAnswersBeforeTheClientNotices(t *testing.T) {
	for m, reason := range map[sim.Misbehaviour]string{
		sim.Refuse: connectionFailed, sim.Hang: firstChunkTimeout, sim.Hung: firstChunkTimeout, sim.NoFirstByte: firstChunkTimeout,
		sim.Status500: httpError, sim.Plain503: httpError, sim.Starting: httpError, sim.HTML200: httpError, sim.Gzip: httpError,
		sim.GzipBomb: httpError, sim.Redirect: httpError, sim.HeadersOnly: httpError, sim.HugeEvent: httpError, sim.DeepJSON: httpError,
		sim.Drip: firstChunkTimeout, sim.Saturated: saturated, sim.Unavailable: saturated,
	} {
		t.Run(string(m), func(t *testing.T) {
			s := stage(t, protocol.OpenAI, protocol.CodeGen)
			want := s.answerTo(printJay)
			misbehave(s.vllm, m)
			for _, name := range []string{"chat", "codegen", "codegen at once"} {
				k := kinds[name]
				a := s.post(t.Context(), k.path, k.body(printJay, ""))
				if a.status != http.StatusOK || a.header.Get("X-Codegen-Engine") != "legacy" {
					t.Fatalf("%s: status %d, header %v, %s", name, a.status, a.header, a.body)
				}
				if got := a.header.Get("X-Codegen-Failover"); got != reason && got != breakerOpen {
					t.Errorf("%s: failover %q, want %q", name, got, reason)
				}
				if k.stream {
					checkStream(t, k, a, want)
				} else {
					checkDocument(t, k, a, want)
				}
			}
		})
	}
}

func TestAKilledEngineIsReplaced(t *testing.T) {
	s := stage(t, protocol.OpenAI, protocol.OpenAI)
	want := s.answerTo(printJay)
	k := kinds["chat"]
	s.post(t.Context(), k.path, k.body(printJay, "")) // leaves a connection behind, which dies
	s.vllm.Kill()
	a := s.post(t.Context(), k.path, k.body(printJay, ""))
	checkStream(t, k, a, want)
	if a.header.Get("X-Codegen-Failover") != connectionFailed {
		t.Errorf("header %v", a.header)
	}
	if r := s.last(2); r.Failover != connectionFailed || r.Engine != "legacy" {
		t.Errorf("record %+v", r)
	}
}

func TestASlowMomentIsForgiven(t *testing.T) {
	s := stage(t, protocol.OpenAI, protocol.OpenAI)
	want := s.answerTo(printJay)
	s.change(func(t *table.Table) { t.FirstChunk = 50 * time.Millisecond })
	script := quick
	script.TimeToFirstToken = 300 * time.Millisecond
	s.vllm.SetScript(script)
	s.legacy.Kill()
	k := kinds["chat"]
	a := s.post(t.Context(), k.path, k.body(printJay, ""))
	if checkStream(t, k, a, want); a.header.Get("X-Codegen-Engine") != "vllm" || s.vllm.Counts().Streams != 2 {
		t.Errorf("header %v, asked %d times", a.header, s.vllm.Counts().Streams)
	}
}

func TestSaturationIsPassedOnWhereNoEngineHasRoom(t *testing.T) {
	s := stage(t, protocol.OpenAI, protocol.CodeGen)
	misbehave(s.vllm, sim.Saturated)
	misbehave(s.legacy, sim.Unavailable)
	for _, name := range []string{"chat", "codegen", "chat at once"} {
		k := kinds[name]
		a := s.post(t.Context(), k.path, k.body(printJay, ""))
		if a.status != http.StatusTooManyRequests || a.header.Get("Retry-After") != "1" {
			t.Errorf("%s: status %d, header %v, %s", name, a.status, a.header, a.body)
		}
	}
	if r := s.last(3); r.Outcome != record.Saturated {
		t.Errorf("record %+v", r)
	}
}

func TestWithoutAnyEngineTheClientGetsAnError(t *testing.T) {
	s := stage(t, protocol.OpenAI, protocol.CodeGen)
	s.vllm.Kill()
	s.legacy.Kill()
	k := kinds["chat"]
	a := s.post(t.Context(), k.path, k.body(printJay, ""))
	if a.status != http.StatusBadGateway || a.body == "" {
		t.Errorf("status %d: %s", a.status, a.body)
	}
	s.change(func(t *table.Table) { t.VLLM, t.Legacy = nil, nil })
	if a = s.post(t.Context(), k.path, k.body(printJay, "")); a.status != http.StatusServiceUnavailable {
		t.Errorf("without engines: status %d: %s", a.status, a.body)
	}
}

func TestABreakerSavesRequestsTheWait(t *testing.T) {
	s := stage(t, protocol.OpenAI, protocol.OpenAI)
	misbehave(s.vllm, sim.Hung)
	s.change(func(t *table.Table) { t.FirstChunk = 100 * time.Millisecond })
	k := kinds["chat"]
	for i := range 3 {
		s.post(t.Context(), k.path, k.body(prompt(i), ""))
	}
	before := s.vllm.Counts().Streams
	a := s.post(t.Context(), k.path, k.body(printJay, ""))
	if a.header.Get("X-Codegen-Failover") != breakerOpen || s.vllm.Counts().Streams != before {
		t.Errorf("header %v, and it was asked %d more times", a.header, s.vllm.Counts().Streams-before)
	}
	misbehave(s.vllm, sim.None)
	eventually(t, "the engine is used again", func() bool {
		return s.post(t.Context(), k.path, k.body(printJay, "")).header.Get("X-Codegen-Engine") == "vllm"
	})
	s.mu.Lock()
	defer s.mu.Unlock()
	if states := s.word["vllm"]; len(states) < 3 || states[0] != "open" || states[len(states)-1] != "closed" {
		t.Errorf("the breaker told %v", states)
	}
}

func TestAnOpenBreakerIsNoReasonToRefuse(t *testing.T) {
	s := stage(t, protocol.OpenAI, protocol.OpenAI)
	k := kinds["chat"]
	misbehave(s.vllm, sim.Status500)
	for i := range 4 {
		s.post(t.Context(), k.path, k.body(prompt(i), ""))
	}
	misbehave(s.vllm, sim.None)
	s.legacy.Kill()
	if a := s.post(t.Context(), k.path, k.body(printJay, "")); a.status != http.StatusOK || a.header.Get("X-Codegen-Engine") != "vllm" {
		t.Errorf("status %d, header %v", a.status, a.header)
	}
}

func TestTheShareOfAGradualFailback(t *testing.T) {
	s := stage(t, protocol.OpenAI, protocol.OpenAI)
	s.change(func(t *table.Table) { t.Active, t.VLLMPercent = table.Legacy, 25 })
	k := kinds["chat at once"]
	for range 40 {
		s.post(t.Context(), k.path, k.body(printJay, ""))
	}
	if n := s.vllm.Counts().Generates; n != 10 {
		t.Errorf("%d of 40 requests went to vllm", n)
	}
}

func TestAnErrorAboutTheRequestIsForwarded(t *testing.T) {
	s := stage(t, protocol.OpenAI, protocol.CodeGen)
	for name, want := range map[string]int{"chat": 404, "chat at once": 404, "codegen": 404} {
		k := kinds[name]
		body := `{"model":"nonsense","messages":[{"role":"user","content":"x"}],"stream":true}`
		if !k.openAI {
			body = `{"prompt":"x","model_type":"nonsense"}`
		}
		a := s.post(t.Context(), k.path, body)
		if a.status != want || a.header.Get("X-Codegen-Engine") != "vllm" {
			t.Errorf("%s: status %d, header %v, %s", name, a.status, a.header, a.body)
		}
	}
}

// TestADocumentLeavesAHungEngineWithTheTraffic: only a probe finds out that an engine hangs over a document, and the traffic moves then.
// The gateway waits for a document of an engine that the traffic stays on.
func TestADocumentLeavesAHungEngineWithTheTraffic(t *testing.T) {
	s := stage(t, protocol.OpenAI, protocol.OpenAI)
	s.silence(50*time.Millisecond, 100*time.Millisecond)
	s.change(func(t *table.Table) { t.Active = table.VLLM })
	s.vllm.Misbehave(sim.NoFirstByte)
	answers := make(chan said, 1)
	k := kinds["chat at once"]
	go func() { answers <- s.post(t.Context(), k.path, k.body(printJay, "")) }()
	select {
	case a := <-answers:
		t.Fatalf("%d came before the traffic moved: %s", a.status, a.body)
	case <-time.After(400 * time.Millisecond): // four times what an engine may be silent
	}
	s.change(func(t *table.Table) { t.Active = table.Legacy })
	a := <-answers
	checkDocument(t, k, a, s.answerTo(printJay))
	if r := s.last(1); r.Failover != firstChunkTimeout || r.Engine != "legacy" || r.Outcome != record.OK {
		t.Errorf("record %+v", r)
	}
}
