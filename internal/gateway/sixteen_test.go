// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/gateway/record"
	"github.com/codegen-dev/codegen-operator/test/timing"
)

// verdict is what a fault came to for the client of a streamed chat, in the words of the public benchmark for LLM gateways whose faults
// these are.
type verdict string

const (
	pass    verdict = "pass"    // the whole answer, as the fault allows
	partial verdict = "partial" // the whole answer, of the fallback, where the primary would have given it
	safe    verdict = "safe"    // an error that the client sees
	failing verdict = "fail"    // lost, garbled, or told as a success
)

// published is one of the sixteen faults of the benchmark. The primary plays it, and the fallback is well unless the row says otherwise.
type published struct {
	id, fault         string
	primary, fallback func(http.ResponseWriter, request)
	// warm: another request was served before.
	warm bool
	// want is what the client gets, of this engine, or this status, at most so long after it asked.
	want   verdict
	engine string
	within time.Duration
	// asked is how often each engine is asked over the request; 0: the row does not say.
	primaries, fallbacks int
	status               int
	// names is what the error says.
	names string
	// usage: the client asks for it, and it is that of the whole answer.
	usage bool
}

const tooLongForModel = `{"error":{"message":"the prompt is too long","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}`

// sixteen are the rows. What is at the default settings is not tuned to any of them: a first-chunk budget of 10 s, a silence of 10 s.
var sixteen = []published{
	{id: "S01", fault: "429 with Retry-After: 2, once", primary: first(1, status(429, `{}`, "Retry-After", "2"), quickly),
		want: partial, engine: "legacy", within: time.Second, primaries: 1, fallbacks: 1},
	{id: "S02", fault: "429", primary: status(429, `{}`), want: pass, engine: "legacy", within: time.Second, primaries: 1, fallbacks: 1},
	{id: "S03", fault: "500 once", warm: true, primary: first(1, status(500, `{}`), quickly),
		want: pass, engine: "vllm", within: time.Second, primaries: 2, fallbacks: 0},
	{id: "S04", fault: "503", primary: status(503, `{}`), want: pass, engine: "legacy", within: time.Second, fallbacks: 1},
	{id: "S05", fault: "reset", primary: cuts, want: pass, engine: "legacy", within: time.Second, primaries: 1, fallbacks: 1},
	{id: "S06", fault: "accepts, and says nothing", primary: mute, want: pass, engine: "legacy", within: 12 * time.Second, fallbacks: 1},
	{id: "S07", fault: "a first token after 20 s", primary: late(20 * time.Second), want: pass, engine: "legacy", within: 12 * time.Second, fallbacks: 1},
	{id: "S08", fault: "cut in the middle", primary: half(cuts), want: pass, engine: "vllm", within: 3 * time.Second, primaries: 1, fallbacks: 1},
	{id: "S09", fault: "stall in the middle", primary: half(mute), want: pass, engine: "vllm", within: 13 * time.Second, primaries: 1, fallbacks: 1},
	{id: "S10", fault: "malformed event", primary: half(streamOf(`{"choices":[{`)), want: pass, engine: "vllm", within: 3 * time.Second, fallbacks: 1},
	{id: "S11", fault: "no [DONE]", primary: withoutEnd, want: pass, engine: "vllm", within: 2 * time.Second, primaries: 1, fallbacks: 0},
	{id: "S12", fault: "context length exceeded", primary: status(400, tooLongForModel), want: pass, engine: "legacy", within: time.Second,
		primaries: 1, fallbacks: 1},
	{id: "S13", fault: "content filter", primary: status(400, `{"error":{"message":"filtered","type":"invalid_request_error","code":"content_filter"}}`),
		want: safe, engine: "vllm", status: 400, within: time.Second, primaries: 1, fallbacks: 0},
	{id: "S14", fault: "cut, and the fallback refuses to continue", primary: first(1, half(cuts), cuts), fallback: refusesToContinue,
		want: safe, engine: "vllm", status: 200, within: 3 * time.Second, primaries: 2, fallbacks: 1, names: "the answer of the engine vllm broke off"},
	{id: "S15", fault: "flaps, and is well in the end", primary: quickly, want: pass, engine: "vllm", within: time.Second}, // see its own test
	{id: "S16", fault: "cut in the middle, with usage", primary: half(cuts), usage: true, want: pass, engine: "vllm", within: 3 * time.Second},
}

// half is half of an answer, and then something else.
func half(then func(http.ResponseWriter, request)) func(http.ResponseWriter, request) {
	return func(w http.ResponseWriter, r request) {
		from := r.said()
		r.tokens(w, from, from+words/2, tempo)
		then(w, r)
	}
}

// late is an answer after a time.
func late(after time.Duration) func(http.ResponseWriter, request) {
	return func(w http.ResponseWriter, r request) {
		timer := time.NewTimer(after)
		defer timer.Stop()
		select {
		case <-r.done:
		case <-timer.C:
			quickly(w, r)
		}
	}
}

// withoutEnd says why the answer ends, and ends it without the marker.
func withoutEnd(w http.ResponseWriter, r request) {
	r.tokens(w, 0, words, tempo)
	_, _ = io.WriteString(w, `data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}`+"\n\n")
}

// refusesToContinue is an engine that answers whole requests alone.
func refusesToContinue(w http.ResponseWriter, r request) {
	if r.said() > 0 {
		status(400, `{"error":{"message":"no continuation","type":"BadRequestError","code":400}}`)(w, r)
		return
	}
	answers(w, r)
}

func TestSixteenFaultsOfThePublicBenchmark(t *testing.T) {
	for _, row := range sixteen {
		t.Run(row.id+" "+row.fault, func(t *testing.T) {
			t.Parallel()
			row.play(t)
		})
	}
}

func (row published) play(t *testing.T) {
	t.Helper()
	if row.fallback == nil {
		row.fallback = answers
	}
	vllm, legacy := newPlayer(t, row.primary), newPlayer(t, row.fallback)
	s := playStage(t, vllm, legacy, "")
	k, more := kinds["chat"], ""
	if row.usage {
		more = `,"stream_options":{"include_usage":true}`
	}
	if row.warm {
		vllm.plays(quickly)
		s.post(t.Context(), k.path, k.body("warm up", ""))
		vllm.reset(row.primary)
	}
	began := time.Now()
	a := s.post(t.Context(), k.path, k.body(printJay, more))
	took := time.Since(began)
	timing.AtMost(t, row.id, took, row.within)
	st := a.story(t)
	if got := verdictOf(a, st); got != row.want && (got != pass || row.want != partial) || a.header.Get("X-Codegen-Engine") != row.engine {
		t.Errorf("%s of %s, want %s of %s: %d %s", got, a.header.Get("X-Codegen-Engine"), row.want, row.engine, a.status, a.body)
	}
	if row.status != 0 && a.status != row.status {
		t.Errorf("status %d, want %d", a.status, row.status)
	}
	if !strings.Contains(st.failed, row.names) {
		t.Errorf("the error is %s, want %q", st.failed, row.names)
	}
	if row.usage && st.usage != words {
		t.Errorf("the usage is %d tokens, want %d", st.usage, words)
	}
	if n, m := len(vllm.requests()), len(legacy.requests()); row.primaries+row.fallbacks > 0 && (row.primaries > 0 && n != row.primaries || m != row.fallbacks) {
		t.Errorf("the primary was asked %d times and the fallback %d times, want %d and %d", n, m, row.primaries, row.fallbacks)
	}
	row.check(t, s)
}

// check is what holds in every row: the record says the same as the client was told.
func (row published) check(t *testing.T, s *scene) {
	t.Helper()
	n := 1
	if row.warm {
		n = 2
	}
	if r := s.last(n); (r.Outcome == record.OK) != (row.want == pass || row.want == partial) {
		t.Errorf("record %+v", r)
	}
}

// verdictOf is what an answer is to a client that reads it to its end.
func verdictOf(a said, st story) verdict {
	switch {
	case a.err != nil:
		return failing
	case a.status != http.StatusOK && strings.Contains(a.body, `"error"`):
		return safe
	case st.failed != "" && !st.done && strings.HasPrefix(whole(), st.text):
		return safe
	case st.failed == "" && st.done && st.text == whole():
		return pass
	}
	return failing
}

// TestAFlappingEngineIsUsedAgainSoon is S15: an engine that fails now and then, and then for a while, gets requests within a second after
// it is well.
func TestAFlappingEngineIsUsedAgainSoon(t *testing.T) {
	for fault, play := range map[string]func(http.ResponseWriter, request){
		"500": status(500, `{}`), "503": status(503, `{}`), "reset": cuts, "error event": streamOf(`{"error":{"message":"m","code":500}}`),
	} {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			vllm, legacy := newPlayer(t, quickly), newPlayer(t, quickly)
			s := playStage(t, vllm, legacy, "")
			k := kinds["chat"]
			asked := 0
			ask := func() string {
				asked++
				a := s.post(t.Context(), k.path, k.body(fmt.Sprintf("request %d", asked), ""))
				if st := a.story(t); verdictOf(a, st) != pass {
					t.Errorf("request %d: %d %s", asked, a.status, a.body)
				}
				return a.header.Get("X-Codegen-Engine")
			}
			for range 3 {
				vllm.plays(play)
				ask()
				vllm.plays(quickly)
				ask()
			}
			vllm.plays(play)
			eventually(t, "the breaker opens", func() bool { ask(); return s.gateway.pools.isOpen(s.now().VLLM) })
			vllm.plays(quickly)
			well := time.Now()
			eventually(t, "the engine is used again", func() bool { return ask() == "vllm" })
			timing.AtMost(t, "being used again", time.Since(well), time.Second)
		})
	}
}
