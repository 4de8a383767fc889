// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package measure

import (
	"math/big"
	"time"
)

// Verdict says whether a target, or a whole run, passed.
type Verdict string

// The verdicts.
const (
	// Pass: the target was met.
	Pass Verdict = "Pass"
	// Fail: the target was missed.
	Fail Verdict = "Fail"
	// Inconclusive: the run shows nothing, because the engine was saturated or we cut the run off. Judge never returns it; it is
	// for the runs that are not judged.
	Inconclusive Verdict = "Inconclusive"
)

// None is the value of a result where there was nothing to measure: no chunk, or no end of the text.
const None = "none"

// Result is the result of one target in one run.
type Result struct {
	// Target is the name of the target, one of the Target constants.
	Target string
	// Want is the bound: "50..100", "10..", "..5000".
	Want string
	// Got is the value, rounded to the whole millisecond, chunk or tenth of a chunk per second; with as many more digits as
	// it takes to show that it is outside the bound ("1000.4" against "..1000"). "none" where there was nothing to measure.
	Got string
	// Verdict is Pass or Fail.
	Verdict Verdict
	// Sentence says which target was missed, and by how much; empty where it was met.
	Sentence string
}

// Judge compares the numbers with the targets, always in the order chunks, duration, rate, first chunk, longest gap. Targets
// without a bound get no result. Where there is no chunk, the targets for rate, first chunk and gaps fail with "none"; a single
// chunk has no gaps, and its longest gap counts as 0.
func Judge(n Numbers, t Targets) []Result {
	var results []Result
	for _, c := range comparisons(n, t) {
		if c.want.binds() {
			results = append(results, c.result())
		}
	}
	return results
}

func comparisons(n Numbers, t Targets) []comparison {
	return []comparison{
		{target: TargetChunks, want: t.Chunks, got: big.NewRat(int64(n.Chunks), 1)},
		{target: TargetDurationMilliseconds, want: t.DurationMilliseconds, got: milliseconds(n.Duration, n.Duration > 0)},
		{target: TargetChunksPerSecond, want: t.ChunksPerSecond, got: rate(n), digits: 1},
		{target: TargetFirstChunkMilliseconds, want: t.FirstChunkMilliseconds, got: milliseconds(n.FirstChunk, n.Chunks > 0)},
		{target: TargetInterChunkMilliseconds, want: t.InterChunkMilliseconds, got: milliseconds(n.InterChunk.Max, n.Chunks > 0)},
	}
}

// milliseconds returns nil where the duration was not measured.
func milliseconds(d time.Duration, measured bool) *big.Rat {
	if !measured {
		return nil
	}
	return big.NewRat(int64(d), int64(time.Millisecond))
}

// rate is Numbers.ChunksPerSecond as an exact fraction; nil where there is no chunk.
func rate(n Numbers) *big.Rat {
	if n.Chunks == 0 || n.Duration <= 0 {
		return nil
	}
	perSecond := big.NewRat(int64(time.Second), int64(n.Duration))
	return perSecond.Mul(perSecond, big.NewRat(int64(n.Chunks), 1))
}
