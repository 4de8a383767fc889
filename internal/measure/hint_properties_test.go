// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package measure_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/codegen-dev/codegen-operator/internal/measure"
)

// runs draws measured and judged runs, many of them near the thresholds.
func runs() *rapid.Generator[measure.Evidence] {
	return rapid.Custom(func(t *rapid.T) measure.Evidence {
		events := rapid.OneOf(streams(), bursts()).Draw(t, "stream")
		e := judged(events, targets().Draw(t, "targets"))
		e.Output = outputs.Draw(t, "output")
		e.Temperature = rapid.OneOf(rapid.Float64Range(0, 2), rapid.Float64()).Draw(t, "temperature")
		e.Straight = rapid.Bool().Draw(t, "straight")
		return e
	})
}

var outputs = rapid.SampledFrom([]measure.Output{measure.Matched, measure.Wrong, measure.Fabricated, measure.NotChecked})

// bursts draws streams that start late and then run even, slowly or at once.
func bursts() *rapid.Generator[[]measure.Event] {
	return rapid.Custom(func(t *rapid.T) []measure.Event {
		first := time.Duration(rapid.Int64Range(1, 3000).Draw(t, "first")) * ms
		gap := rapid.SampledFrom([]time.Duration{0, ms, 2 * ms, 2*ms + 1, 20 * ms, 200 * ms}).Draw(t, "gap")
		return paced(first, gap, rapid.IntRange(0, 120).Draw(t, "chunks"), rapid.IntRange(0, 400).Draw(t, "tokens"))
	})
}

func targets() *rapid.Generator[measure.Targets] {
	return rapid.Custom(func(t *rapid.T) measure.Targets {
		end := func(most int64) *int64 { return rapid.Ptr(rapid.Int64Range(0, most), true).Draw(t, "end") }
		return measure.Targets{
			Chunks:                 measure.Range{Min: end(120), Max: end(120)},
			DurationMilliseconds:   measure.Range{Min: end(9000), Max: end(9000)},
			ChunksPerSecond:        measure.Range{Min: end(60), Max: end(600)},
			FirstChunkMilliseconds: measure.Range{Min: end(3000), Max: end(3000)},
			InterChunkMilliseconds: measure.Range{Min: end(300), Max: end(3000)},
		}
	})
}

func anyFailed(results []measure.Result) bool {
	return slices.ContainsFunc(results, func(c measure.Result) bool { return c.Verdict == measure.Fail })
}

func TestGoodRunsGetNoHint(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := runs().Draw(t, "run")
		good := !anyFailed(e.Results) && (e.Output == measure.Matched || e.Output == measure.NotChecked)
		if hint := measure.Hint(e); good && hint != "" {
			t.Errorf("a good run gets the hint %q", hint)
		}
	})
}

// TestHintsRestOnFailures: with every failed result turned into a passed one, the same numbers give no hint.
func TestHintsRestOnFailures(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := runs().Draw(t, "run")
		e.Results, e.Output = slices.Clone(e.Results), measure.Matched
		for i := range e.Results {
			e.Results[i].Verdict = measure.Pass
		}
		if hint := measure.Hint(e); hint != "" {
			t.Errorf("the hint %q rests on nothing", hint)
		}
	})
}

func TestHintIsDeterministicAndForgets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e, other := runs().Draw(t, "run"), runs().Draw(t, "other")
		first := measure.Hint(e)
		measure.Hint(other)
		if second := measure.Hint(e); first != second {
			t.Errorf("first %q, then %q", first, second)
		}
	})
}

// TestHintNeverPanics: even where numbers and results contradict each other.
func TestHintNeverPanics(t *testing.T) {
	span := rapid.Map(rapid.Int64(), func(d int64) time.Duration { return time.Duration(d) })
	target := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
		measure.TargetChunks, measure.TargetDurationMilliseconds, measure.TargetChunksPerSecond,
		measure.TargetFirstChunkMilliseconds, measure.TargetInterChunkMilliseconds,
	}))
	want := rapid.OneOf(rapid.String(), rapid.StringMatching(`-?[0-9]{0,25}(\.\.)?-?[0-9]{0,25}`))
	verdict := rapid.SampledFrom([]measure.Verdict{measure.Pass, measure.Fail, measure.Inconclusive, ""})
	result := rapid.Custom(func(t *rapid.T) measure.Result {
		return measure.Result{
			Target:  target.Draw(t, "target"),
			Want:    want.Draw(t, "want"),
			Got:     rapid.String().Draw(t, "got"),
			Verdict: verdict.Draw(t, "verdict"),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		measure.Hint(measure.Evidence{
			Numbers: measure.Numbers{
				FirstChunk: span.Draw(t, "first"), Duration: span.Draw(t, "duration"), Chunks: rapid.Int().Draw(t, "chunks"),
				InterChunk: measure.Gaps{P95: span.Draw(t, "p95"), Max: span.Draw(t, "max")},
				Tokens:     rapid.Ptr(rapid.Int(), true).Draw(t, "tokens"),
			},
			Results: rapid.SliceOfN(result, 0, 8).Draw(t, "results"),
			Output:  outputs.Draw(t, "output"), Temperature: rapid.Float64().Draw(t, "temperature"), Straight: rapid.Bool().Draw(t, "straight"),
		})
	})
}
