// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package measure_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/codegen-dev/codegen-operator/internal/measure"
)

// streams draws streams whose events come in order, one to sixty of them.
func streams() *rapid.Generator[[]measure.Event] {
	return rapid.Custom(func(t *rapid.T) []measure.Event {
		at, events := time.Duration(0), []measure.Event(nil)
		for range rapid.IntRange(0, 60).Draw(t, "length") {
			at += time.Duration(rapid.Int64Range(1, int64(3*time.Second)).Draw(t, "gap"))
			events = append(events, event(at).Draw(t, "event"))
		}
		if rapid.Bool().Draw(t, "complete") {
			events = append(events, end(at+1))
		}
		return events
	})
}

func event(at time.Duration) *rapid.Generator[measure.Event] {
	return rapid.OneOf(
		rapid.Map(rapid.StringN(1, 8, -1), func(s string) measure.Event { return text(at, s) }),
		rapid.Map(rapid.StringN(1, 8, -1), func(s string) measure.Event { return lastText(at, s) }),
		rapid.Just(finish(at)),
		rapid.Just(failure(at, "boom")),
		padding(at),
	)
}

// padding draws events that are not chunks and carry no finish reason.
func padding(at time.Duration) *rapid.Generator[measure.Event] {
	return rapid.OneOf(
		rapid.Just(measure.Event{At: at}),
		rapid.Just(role(at)),
		rapid.Map(rapid.IntRange(0, 1000), func(tokens int) measure.Event { return usage(at, tokens) }),
	)
}

func TestPaddingChangesNoChunk(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := streams().Draw(t, "stream")
		padded := events
		for range rapid.IntRange(1, 10).Draw(t, "paddings") {
			i := rapid.IntRange(0, len(padded)).Draw(t, "place")
			at := time.Duration(0)
			if i < len(padded) {
				at = padded[i].At
			}
			padded = slices.Insert(slices.Clone(padded), i, padding(at).Draw(t, "padding"))
		}
		got, want := measure.Of(padded), measure.Of(events)
		// The first event, and what is reported of tokens, is what padding may touch.
		got.FirstEvent, got.Tokens, got.TPOT = want.FirstEvent, want.Tokens, want.TPOT
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("padding changed (-without +with):\n%s", diff)
		}
	})
}

func TestNumbersAreOrdered(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := measure.Of(streams().Draw(t, "stream"))
		ordered := []time.Duration{0, n.InterChunk.P50, n.InterChunk.P95, n.InterChunk.Max, n.Duration}
		if !slices.IsSorted(ordered) {
			t.Errorf("0 ≤ p50 ≤ p95 ≤ max ≤ duration does not hold: %v", ordered)
		}
		if n.Chunks > 0 && !slices.IsSorted([]time.Duration{n.FirstEvent, n.FirstChunk, n.Duration}) {
			t.Errorf("first event ≤ first chunk ≤ duration does not hold: %+v", n)
		}
	})
}

// TestGapsCoverTheStream: the sum of the gaps is the way from the first chunk to the last. So one gap is the way, the median of
// two is half of it, and of more the longest is part of it, but no less than the mean.
func TestGapsCoverTheStream(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := streams().Draw(t, "stream")
		n, way := measure.Of(events), wayOfChunks(events)
		switch {
		case n.Chunks < 2 && n.InterChunk != measure.Gaps{}:
			t.Errorf("%d chunks have gaps %v", n.Chunks, n.InterChunk)
		case n.Chunks == 2 && n.InterChunk != measure.Gaps{P50: way, P95: way, Max: way}:
			t.Errorf("the only gap is %v, want %v", n.InterChunk, way)
		case n.Chunks == 3 && n.InterChunk.P50 != way/2:
			t.Errorf("p50 of two gaps = %v, want half of %v", n.InterChunk.P50, way)
		case n.Chunks >= 2 && (n.InterChunk.Max > way || n.InterChunk.Max*time.Duration(n.Chunks-1) < way):
			t.Errorf("longest gap %v does not fit %d chunks over %v", n.InterChunk.Max, n.Chunks, way)
		}
	})
}

func wayOfChunks(events []measure.Event) time.Duration {
	chunks := slices.DeleteFunc(slices.Clone(events), func(e measure.Event) bool { return e.Text == "" })
	if len(chunks) == 0 {
		return 0
	}
	return chunks[len(chunks)-1].At - chunks[0].At
}

func TestShiftMovesTimesButNoGaps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := streams().Draw(t, "stream")
		shift := time.Duration(rapid.Int64Range(1, int64(time.Minute)).Draw(t, "shift"))
		shifted := slices.Clone(events)
		for i := range shifted {
			shifted[i].At += shift
		}
		got, want := measure.Of(shifted), measure.Of(events)
		for _, at := range []*time.Duration{&want.FirstEvent, &want.FirstChunk, &want.Duration, &want.Total} {
			if *at != 0 {
				*at += shift
			}
		}
		got.ChunksPerSecond, want.ChunksPerSecond = 0, 0 // It counts from the start, so that it falls.
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("shifted by %v (-want +got):\n%s", shift, diff)
		}
	})
}

// TestResultsPrintTheirVerdict: Got and Want as printed give the same verdict, so that no result looks absurd.
func TestResultsPrintTheirVerdict(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := measure.Of(streams().Draw(t, "stream"))
		rate := int64(n.ChunksPerSecond)
		targets := measure.Targets{
			ChunksPerSecond:        between(rate, rate+rapid.Int64Range(0, 1).Draw(t, "rates")),
			FirstChunkMilliseconds: upTo(n.FirstChunk.Milliseconds()),
			InterChunkMilliseconds: from(n.InterChunk.Max.Milliseconds()),
		}
		for _, c := range measure.Judge(n, targets) {
			if whole := regexp.MustCompile(`^\d+(\.0)?$`).MatchString(c.Got); c.Verdict == measure.Fail && whole && onBound(c) {
				t.Errorf("%s failed, but prints %s against %s", c.Target, c.Got, c.Want)
			}
			if (c.Verdict == measure.Fail) != (c.Sentence != "") {
				t.Errorf("%s: %s with the sentence %q", c.Target, c.Verdict, c.Sentence)
			}
		}
	})
}

func onBound(c measure.Result) bool {
	got := strings.TrimSuffix(c.Got, ".0")
	least, most, _ := strings.Cut(c.Want, "..")
	return got == least || got == most
}

func TestCheckTellsFabricationFromGeneration(t *testing.T) {
	word := rapid.StringMatching(`[a-z]{6,12}`)
	head, tail := rapid.StringMatching(`[A-Z("]{1,9}[-_ :]?`), rapid.StringMatching(`[-_ :]?[A-Z)"]{1,9}`)
	rapid.Check(t, func(t *rapid.T) {
		before, after := head.Draw(t, "before"), tail.Draw(t, "after")
		nonce, other := word.Draw(t, "nonce"), rapid.OneOf(word, rapid.Just("")).Draw(t, "other")
		if strings.Contains(other, nonce) {
			t.Skip("the other word holds the nonce")
		}
		template := before + measure.Placeholder + after
		for _, e := range []measure.Expectation{{Contains: template}, {Equals: template}, {Matches: regexp.QuoteMeta(before) + measure.Placeholder + regexp.QuoteMeta(after)}} {
			if got := e.Check(before+nonce+after, nonce); got != measure.Matched {
				t.Errorf("%+v: the right answer is %s", e, got)
			}
			if got := e.Check(before+other+after, nonce); got != measure.Fabricated {
				t.Errorf("%+v: the answer with %q is %s", e, other, got)
			}
		}
	})
}

func TestCheckNeverPanics(t *testing.T) {
	part := rapid.OneOf(
		rapid.String(),
		rapid.Just(measure.Placeholder),
		rapid.Just("```"),
		rapid.Just("\n"),
		rapid.StringMatching(`[-_ :()\[\]*+?\\]{0,5}`),
	)
	mix := rapid.Map(rapid.SliceOfN(part, 0, 6), func(parts []string) string { return strings.Join(parts, "") })
	rapid.Check(t, func(t *rapid.T) {
		e := measure.Expectation{Contains: mix.Draw(t, "contains"), Equals: mix.Draw(t, "equals"), Matches: mix.Draw(t, "matches")}
		e.Check(mix.Draw(t, "text"), mix.Draw(t, "nonce"))
		measure.Expectation{Equals: e.Equals}.Check(mix.Draw(t, "text"), "bakomi")
		measure.Expectation{Matches: e.Matches}.Check(mix.Draw(t, "text"), "bakomi")
	})
}
