// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/codegen-dev/codegen-operator/internal/chunk"
	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
	"github.com/codegen-dev/codegen-operator/internal/sim"
)

func TestChunksKeepTheRangeThroughTheGateway(t *testing.T) {
	s := stage(t, protocol.OpenAI, protocol.CodeGen)
	s.vllm.SetScript(sim.Script{TimeToFirstToken: -1, TokenInterval: -1, Tokens: 600})
	s.legacy.SetScript(sim.Script{TimeToFirstToken: -1, TokenInterval: -1, Tokens: 600})
	want := s.answerTo(printJay)
	rapid.Check(t, func(rt *rapid.T) {
		lo := rapid.IntRange(1, 120).Draw(rt, "lo")
		hi := lo + rapid.IntRange(1, 120).Draw(rt, "more")
		n := rapid.IntRange(1, 590).Draw(rt, "N")
		active := rapid.SampledFrom([]table.Name{table.VLLM, table.Legacy}).Draw(rt, "active")
		k := kinds[rapid.SampledFrom([]string{"chat", "completion", "codegen"}).Draw(rt, "kind")]
		s.change(func(t *table.Table) { t.Active, t.Chunks, t.Hold = active, chunk.Range{Min: lo, Max: hi}, time.Hour })
		a := s.post(t.Context(), k.path, k.body(printJay, `,"max_tokens":`+strconv.Itoa(n)))
		st := a.story(t)
		if !st.done || st.failed != "" || len(st.text) > len(want) && want != st.text[:len(want)] {
			rt.Fatalf("%+v", st)
		}
		if st.chunks < min(lo, n) || st.chunks > hi {
			rt.Fatalf("%d chunks of %d tokens, want %d..%d", st.chunks, n, min(lo, n), hi)
		}
	})
}

func TestNoTextIsHeldForLongerThanTheHold(t *testing.T) {
	s := stage(t, protocol.OpenAI, protocol.OpenAI)
	s.vllm.SetScript(sim.Script{TimeToFirstToken: -1, TokenInterval: 20 * time.Millisecond, Tokens: 60})
	s.change(func(t *table.Table) { t.Chunks, t.Hold = chunk.Range{Min: 1, Max: 2}, 100*time.Millisecond })
	k := kinds["chat"]
	a := s.post(t.Context(), k.path, k.body(printJay, ""))
	st, r := a.story(t), s.last(1)
	if !st.done || st.chunks < 10 || r.Forced == 0 || r.Over != st.chunks-2 {
		t.Errorf("%d chunks, record %+v", st.chunks, r)
	}
	if r.LongestHold > 150*time.Millisecond {
		t.Errorf("text was held for %s", r.LongestHold)
	}
	if a.trailer.Get(trailerForced) != strconv.Itoa(r.Forced) || a.trailer.Get(trailerOver) != strconv.Itoa(r.Over) {
		t.Errorf("trailer %v", a.trailer)
	}
}
