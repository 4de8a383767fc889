// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package measure

import (
	"math/big"
	"time"
)

// Verdict is what a result, or a whole run, came to.
type Verdict string

// The verdicts.
const (
	// Pass: it holds.
	Pass Verdict = "Pass"
	// Fail: it does not hold.
	Fail Verdict = "Fail"
	// Inconclusive: nothing can be said, because the engine was saturated or the run was cut off from our side. Judge never
	// gives it; it is here for the runs that are not worth judging.
	Inconclusive Verdict = "Inconclusive"
)

// None is what a result got where there is nothing to measure: no chunk, no end of the text.
const None = "none"

// Result is the verdict on one target in one run.
type Result struct {
	// Target is the name of the target, one of the Target constants.
	Target string
	// Want is the bound: "50..100", "10..", "..5000".
	Want string
	// Got is the value, rounded to the whole millisecond, chunk or tenth of a chunk per second; with as many digits more as
	// it takes to show that it is outside the bound ("1000.4" against "..1000"). "none" where there is nothing to measure.
	Got string
	// Verdict is Pass or Fail.
	Verdict Verdict
	// Sentence says which result fell short, and by how much; empty where it passed.
	Sentence string
}

// Judge holds the numbers against the targets, result by result, always in the order chunks, duration, rate, first chunk,
// longest gap. Targets without a bound get no result. Where there is no chunk, the results on rate, first chunk and gaps
// fail with "none"; a single chunk has no gaps, its longest gap counts as 0.
func Judge(n Numbers, t Targets) []Result {
	var results []Result
	for _, r := range readings(n, t) {
		if r.want.binds() {
			results = append(results, r.result())
		}
	}
	return results
}

func readings(n Numbers, t Targets) []reading {
	return []reading{
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
