// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"context"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/gateway/record"
	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
	"github.com/codegen-dev/codegen-operator/internal/sim"
)

func TestAnotherEngineContinuesInTheMiddle(t *testing.T) {
	for _, m := range []sim.Misbehaviour{sim.Truncated, sim.ErrorInStream} {
		for _, name := range []string{"chat", "completion", "codegen"} {
			t.Run(string(m)+" "+name, func(t *testing.T) {
				s := stage(t, protocol.OpenAI, protocol.OpenAI)
				want := s.answerTo(printJay)
				misbehave(s.vllm, m)
				k := kinds[name]
				a := s.post(t.Context(), k.path, k.body(printJay, ""))
				checkStream(t, k, a, want)
				if a.trailer.Get(trailerResumes) != "1" || a.trailer.Get(trailerOver) != "0" {
					t.Errorf("trailer %v", a.trailer)
				}
				if r := s.last(1); r.Outcome != record.OK || r.Resumes != 1 || r.Engine != "legacy" || r.Failover != "" || r.Tokens != 120 {
					t.Errorf("record %+v", r)
				}
			})
		}
	}
}

func TestUsageIsOfTheWholeAnswer(t *testing.T) {
	s := stage(t, protocol.OpenAI, protocol.OpenAI)
	want := s.answerTo(printJay)
	misbehave(s.vllm, sim.Truncated)
	k := kinds["chat"]
	a := s.post(t.Context(), k.path, k.body(printJay, `,"max_tokens":100,"stream_options":{"include_usage":true,"continuous_usage_stats":true}`))
	st := a.story(t)
	if st.usage != 100 || st.finish != "length" || st.text != want[:len(st.text)] {
		t.Errorf("%+v", st)
	}
}

func TestWhereNoEngineCanContinueTheClientGetsAnError(t *testing.T) {
	for _, name := range []string{"chat", "codegen"} {
		s := stage(t, protocol.CodeGen, protocol.MultiLoRA)
		want := s.answerTo(printJay)
		misbehave(s.vllm, sim.Truncated)
		k := kinds[name]
		a := s.post(t.Context(), k.path, k.body(printJay, ""))
		st := a.story(t)
		if st.done || st.failed == "" || st.text == "" || st.text != want[:len(st.text)] || a.err != nil {
			t.Errorf("%s: %+v, %v", name, st, a.err)
		}
		if r := s.last(1); r.Outcome != record.Broken || r.Status != 200 {
			t.Errorf("record %+v", r)
		}
	}
}

// during posts, and acts as soon as the engine generates.
func (s *scene) during(ctx context.Context, k kind, e *sim.Engine, act func()) said {
	s.t.Helper()
	before := e.Counts().Tokens
	done := make(chan said, 1)
	go func() { done <- s.post(ctx, k.path, k.body(printJay, "")) }()
	eventually(s.t, "the engine generates", func() bool { return e.Counts().Tokens > before+10 })
	act()
	return <-done
}

// steady is an engine of an even pace.
var steady = sim.Script{TimeToFirstToken: -1, TokenInterval: 5 * time.Millisecond, Tokens: 120, Slots: -1}

func TestADeathInTheMiddleIsNotNoticed(t *testing.T) {
	for name, die := range map[string]func(*sim.Engine){
		"killed":   (*sim.Engine).Kill,
		"hung":     func(e *sim.Engine) { e.Misbehave(sim.Hang) },
		"vanished": (*sim.Engine).Vanish,
	} {
		t.Run(name, func(t *testing.T) {
			s := stage(t, protocol.OpenAI, protocol.OpenAI)
			want := s.answerTo(printJay)
			s.vllm.SetScript(steady)
			k := kinds["chat"]
			a := s.during(t.Context(), k, s.vllm, func() { die(s.vllm) })
			checkStream(t, k, a, want)
			s.vllm.Reappear()
		})
	}
}

func TestAnAnswerWithAllItsTokensNeedsNoMore(t *testing.T) {
	s := stage(t, protocol.OpenAI, protocol.OpenAI)
	want := s.answerTo(printJay)
	s.vllm.SetScript(sim.Script{TimeToFirstToken: -1, TokenInterval: -1, Tokens: 40, Misbehave: sim.NoEndMarker})
	k := kinds["chat"]
	a := s.post(t.Context(), k.path, k.body(printJay, `,"max_tokens":20`))
	st := a.story(t)
	if st.finish != "length" || !st.done || st.text != want[:len(st.text)] || st.chunks != 20 || s.legacy.Counts().Streams != 0 {
		t.Errorf("%+v", st)
	}
}

func TestHeldTextIsWrittenBeforeAnError(t *testing.T) {
	s := stage(t, protocol.MultiLoRA, protocol.CodeGen)
	s.change(func(t *table.Table) { t.Chunks.Min, t.Chunks.Max, t.Hold = 1, 3, time.Hour })
	misbehave(s.vllm, sim.Truncated)
	k := kinds["codegen"]
	st := s.post(t.Context(), k.path, k.body(printJay, "")).story(t)
	if tokens := s.vllm.Streams()[0].Tokens; st.failed == "" || st.chunks > 3 || tokens != 60 || s.last(1).Tokens != tokens {
		t.Errorf("%d tokens, %+v", tokens, st)
	}
}

func TestTheSameEngineContinuesWhereTheOtherCannot(t *testing.T) {
	s := stage(t, protocol.OpenAI, protocol.CodeGen)
	want := s.answerTo(printJay)
	s.vllm.SetScript(steady)
	k := kinds["codegen"]
	a := s.during(t.Context(), k, s.vllm, func() {
		s.vllm.Kill()
		if err := s.vllm.Revive(); err != nil {
			t.Error(err)
		}
	})
	checkStream(t, k, a, want)
}

// TestUsageIsKeptInTranslation: a client that asks how many tokens there are is told, whatever the engine speaks.
func TestUsageIsKeptInTranslation(t *testing.T) {
	for _, p := range protocols {
		s := stage(t, p, p)
		for _, name := range []string{"chat", "completion"} {
			k := kinds[name]
			a := s.post(t.Context(), k.path, k.body(printJay, `,"max_tokens":100,"stream_options":{"include_usage":true}`))
			if st := a.story(t); st.usage != 100 || !st.done || len(st.ids) != 1 {
				t.Errorf("%s to %s: %+v", p, name, st)
			}
			if a = s.post(t.Context(), k.path, k.body(printJay, `,"max_tokens":100`)); a.story(t).usage != 0 {
				t.Errorf("%s to %s: it was not asked for", p, name)
			}
		}
	}
}
