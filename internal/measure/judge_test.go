// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package measure_test

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/codegen-dev/codegen-operator/internal/measure"
)

func from(least int64) measure.Range { return measure.Range{Min: &least} }

func upTo(most int64) measure.Range { return measure.Range{Max: &most} }

func between(least, most int64) measure.Range { return measure.Range{Min: &least, Max: &most} }

func TestRangeString(t *testing.T) {
	for want, r := range map[string]measure.Range{
		"50..100": between(50, 100), "10..": from(10), "..5000": upTo(5000), "-1..-1": between(-1, -1), "..": {},
	} {
		if got := r.String(); got != want {
			t.Errorf("String() = %q, want %q", got, want)
		}
	}
}

func TestJudge(t *testing.T) {
	contract := measure.Targets{
		Chunks: between(50, 100), DurationMilliseconds: upTo(5000), ChunksPerSecond: from(10),
		FirstChunkMilliseconds: upTo(1000), InterChunkMilliseconds: upTo(1000),
	}
	for _, tt := range []struct {
		name    string
		numbers measure.Numbers
		targets measure.Targets
		want    []measure.Result
	}{
		{name: "no targets", numbers: measure.Numbers{Chunks: 5}},
		{
			// 57 chunks / 3.74 s = 15.24.
			name: "all hold",
			numbers: measure.Numbers{
				Chunks: 57, FirstChunk: 212 * ms, Duration: 3740 * ms, InterChunk: measure.Gaps{P50: 61 * ms, P95: 88 * ms, Max: 140 * ms},
			},
			targets: contract,
			want: []measure.Result{
				{Target: "Chunks", Want: "50..100", Got: "57", Verdict: measure.Pass},
				{Target: "DurationMilliseconds", Want: "..5000", Got: "3740", Verdict: measure.Pass},
				{Target: "ChunksPerSecond", Want: "10..", Got: "15.2", Verdict: measure.Pass},
				{Target: "FirstChunkMilliseconds", Want: "..1000", Got: "212", Verdict: measure.Pass},
				{Target: "InterChunkMilliseconds", Want: "..1000", Got: "140", Verdict: measure.Pass},
			},
		},
		{
			// 43 chunks / 6 s = 7.1667.
			name:    "all fall short",
			numbers: measure.Numbers{Chunks: 43, FirstChunk: 1200 * ms, Duration: 6000 * ms, InterChunk: measure.Gaps{Max: 2500 * ms}},
			targets: contract,
			want: []measure.Result{
				{Target: "Chunks", Want: "50..100", Got: "43", Verdict: measure.Fail, Sentence: "Chunks was 43, 7 less than the 50 wanted."},
				{Target: "DurationMilliseconds", Want: "..5000", Got: "6000", Verdict: measure.Fail, Sentence: "DurationMilliseconds was 6000, 1000 more than the 5000 allowed."},
				{Target: "ChunksPerSecond", Want: "10..", Got: "7.2", Verdict: measure.Fail, Sentence: "ChunksPerSecond was 7.2, 2.8 less than the 10 wanted."},
				{Target: "FirstChunkMilliseconds", Want: "..1000", Got: "1200", Verdict: measure.Fail, Sentence: "FirstChunkMilliseconds was 1200, 200 more than the 1000 allowed."},
				{Target: "InterChunkMilliseconds", Want: "..1000", Got: "2500", Verdict: measure.Fail, Sentence: "InterChunkMilliseconds was 2500, 1500 more than the 1000 allowed."},
			},
		},
		{
			name:    "no chunk",
			numbers: measure.Numbers{},
			targets: contract,
			want: []measure.Result{
				{Target: "Chunks", Want: "50..100", Got: "0", Verdict: measure.Fail, Sentence: "Chunks was 0, 50 less than the 50 wanted."},
				{Target: "DurationMilliseconds", Want: "..5000", Got: "none", Verdict: measure.Fail, Sentence: "DurationMilliseconds (target ..5000) could not be measured, because there was no chunk."},
				{Target: "ChunksPerSecond", Want: "10..", Got: "none", Verdict: measure.Fail, Sentence: "ChunksPerSecond (target 10..) could not be measured, because there was no chunk."},
				{Target: "FirstChunkMilliseconds", Want: "..1000", Got: "none", Verdict: measure.Fail, Sentence: "FirstChunkMilliseconds (target ..1000) could not be measured, because there was no chunk."},
				{Target: "InterChunkMilliseconds", Want: "..1000", Got: "none", Verdict: measure.Fail, Sentence: "InterChunkMilliseconds (target ..1000) could not be measured, because there was no chunk."},
			},
		},
		{
			name:    "one chunk has a longest gap of 0",
			numbers: measure.Numbers{Chunks: 1, FirstChunk: 10 * ms, Duration: 10 * ms},
			targets: measure.Targets{InterChunkMilliseconds: between(0, 1000)},
			want:    []measure.Result{{Target: "InterChunkMilliseconds", Want: "0..1000", Got: "0", Verdict: measure.Pass}},
		},
		{
			name:    "bounds are inclusive",
			numbers: measure.Numbers{Chunks: 10, FirstChunk: 1000 * ms, Duration: 1000 * ms},
			targets: measure.Targets{Chunks: between(10, 10), ChunksPerSecond: between(10, 10), FirstChunkMilliseconds: between(1000, 1000)},
			want: []measure.Result{
				{Target: "Chunks", Want: "10..10", Got: "10", Verdict: measure.Pass},
				{Target: "ChunksPerSecond", Want: "10..10", Got: "10.0", Verdict: measure.Pass},
				{Target: "FirstChunkMilliseconds", Want: "1000..1000", Got: "1000", Verdict: measure.Pass},
			},
		},
		{
			// 999 chunks / 100 s = 9.99 would print as 10.0.
			name:    "just outside",
			numbers: measure.Numbers{Chunks: 999, FirstChunk: 1000*ms + 400*time.Microsecond, Duration: 100 * time.Second, InterChunk: measure.Gaps{Max: 1000*ms + 1}},
			targets: measure.Targets{ChunksPerSecond: from(10), FirstChunkMilliseconds: upTo(1000), InterChunkMilliseconds: upTo(1000)},
			want: []measure.Result{
				{Target: "ChunksPerSecond", Want: "10..", Got: "9.99", Verdict: measure.Fail, Sentence: "ChunksPerSecond was 9.99, 0.01 less than the 10 wanted."},
				{Target: "FirstChunkMilliseconds", Want: "..1000", Got: "1000.4", Verdict: measure.Fail, Sentence: "FirstChunkMilliseconds was 1000.4, 0.4 more than the 1000 allowed."},
				{Target: "InterChunkMilliseconds", Want: "..1000", Got: "1000.000001", Verdict: measure.Fail, Sentence: "InterChunkMilliseconds was 1000.000001, 0.000001 more than the 1000 allowed."},
			},
		},
		{
			// 10 chunks / (1 s + 1 ns) = 9.99999999: the float in Numbers could not be trusted with the verdict, the fraction can.
			name:    "by a nanosecond",
			numbers: measure.Numbers{Chunks: 10, Duration: time.Second + 1, FirstChunk: ms},
			targets: measure.Targets{ChunksPerSecond: from(10), FirstChunkMilliseconds: from(2)},
			want: []measure.Result{
				{Target: "ChunksPerSecond", Want: "10..", Got: "9.99999999", Verdict: measure.Fail, Sentence: "ChunksPerSecond was 9.99999999, 0.00000001 less than the 10 wanted."},
				{Target: "FirstChunkMilliseconds", Want: "2..", Got: "1", Verdict: measure.Fail, Sentence: "FirstChunkMilliseconds was 1, 1 less than the 2 wanted."},
			},
		},
		{
			name:    "bounds beyond what nanoseconds could hold",
			numbers: measure.Numbers{Chunks: 1, FirstChunk: ms, Duration: ms},
			targets: measure.Targets{DurationMilliseconds: between(math.MinInt64, math.MaxInt64), Chunks: from(math.MaxInt64)},
			want: []measure.Result{
				{Target: "Chunks", Want: "9223372036854775807..", Got: "1", Verdict: measure.Fail, Sentence: "Chunks was 1, 9223372036854775806 less than the 9223372036854775807 wanted."},
				{Target: "DurationMilliseconds", Want: "-9223372036854775808..9223372036854775807", Got: "1", Verdict: measure.Pass},
			},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, measure.Judge(tt.numbers, tt.targets)); diff != "" {
				t.Errorf("Judge (-want +got):\n%s", diff)
			}
		})
	}
}
