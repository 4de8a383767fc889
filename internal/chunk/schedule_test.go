// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package chunk_test

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/codegen-dev/codegen-operator/internal/chunk"
)

func TestCloses(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		chunks chunk.Range
		bound  int
		want   []int
	}{
		"sizes grow by equal steps":                  {chunk.Range{Min: 3, Max: 7}, 23, []int{1, 2, 3, 5, 9, 15}},
		"a short answer has a chunk for every token": {chunk.Range{Min: 2, Max: 5}, 5, []int{1, 2, 3, 4}},
		"no more than one chunk":                     {chunk.Range{Min: 1, Max: 1}, 100, nil},
		"a range of one number ends with the stream": {chunk.Range{Min: 3, Max: 3}, 100, []int{1, 2}},
		"no least": {chunk.Range{Max: 3}, 7, []int{1, 3}},
		"a most that is less than the least is kept":  {chunk.Range{Min: 9, Max: 3}, 100, []int{1, 2}},
		"negative numbers count as none":              {chunk.Range{Min: -1, Max: 2}, -1, []int{1}},
		"a bound beyond all answers":                  {chunk.Range{Min: 1, Max: 2}, math.MaxInt, []int{1}},
		"a bound that is reached before the least is": {chunk.Range{Min: 4, Max: 6}, 2, []int{1, 2, 3, 4, 5}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []int
			for at := range chunk.NewSchedule(tt.chunks, tt.bound).Closes() {
				got = append(got, at)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("closes (-want +got):\n%s", diff)
			}
		})
	}
}

// TestClosesCanBeLeft: a reader of them may stop, and without a Max must.
func TestClosesCanBeLeft(t *testing.T) {
	t.Parallel()
	seen := 0
	for at := range chunk.NewSchedule(chunk.Range{Min: 50}, longest).Closes() {
		if seen++; at != seen {
			t.Fatalf("close %d comes after token %d, though there is no most", seen, at)
		}
		if seen == 2*longest {
			return
		}
	}
	t.Errorf("the closes end after %d, though there is no most", seen)
}

func TestZeroSchedule(t *testing.T) {
	t.Parallel()
	var s chunk.Schedule
	for at := range s.Closes() {
		t.Errorf("it closes a chunk after token %d", at)
	}
	if s.Size() != chunk.Endless || s.Close(7).Size() != chunk.Endless {
		t.Errorf("its chunks have %d and %d tokens, and an end", s.Size(), s.Close(7).Size())
	}
}

// TestUnknownBound: the sizes are those of the assumed bound for its first half, and then no chunk but the last one is longer
// than all before it.
func TestUnknownBound(t *testing.T) {
	t.Parallel()
	for _, r := range ranges {
		known, unknown, at := chunk.NewSchedule(r, chunk.AssumedTokens), chunk.NewSchedule(r, 0), 0
		for unknown.Size() != chunk.Endless {
			size := unknown.Size()
			if at < chunk.AssumedTokens/2 && size != known.Size() {
				t.Fatalf("%v: %d tokens after token %d, and %d where %d tokens were declared", r, size, at, known.Size(), chunk.AssumedTokens)
			}
			if size > max(at, 1) {
				t.Fatalf("%v: %d tokens after only %d", r, size, at)
			}
			at += size
			known, unknown = known.Close(known.Size()), unknown.Close(size)
		}
	}
}

// TestWhatCameOtherwiseIsMadeGood: after a stall that closed some chunks early, the rest of the bound still fits the range.
func TestWhatCameOtherwiseIsMadeGood(t *testing.T) {
	t.Parallel()
	s, at, chunks := chunk.NewSchedule(chunk.Range{Min: 50, Max: 100}, 2000), 0, 0
	for ; at < 400; chunks++ {
		at, s = at+s.Size(), s.Close(s.Size())
	}
	for range 10 { // The stall: ten chunks of one token.
		at, s, chunks = at+1, s.Close(1), chunks+1
	}
	last := 1
	for ; s.Size() != chunk.Endless; chunks++ {
		if s.Size() < last {
			t.Fatalf("chunk %d has %d tokens, and the one before it %d", chunks+1, s.Size(), last)
		}
		last = s.Size()
		at, s = at+s.Size(), s.Close(s.Size())
	}
	if rest := 2000 - at; chunks != 99 || rest < 1 || rest > last+last/10 {
		t.Errorf("after a stall %d tokens are left for chunk %d, whose forerunner had %d", rest, chunks+1, last)
	}
}

// TestCloseSurvivesAnyNumber: numbers that no answer has neither overflow nor make a size of less than one token.
func TestCloseSurvivesAnyNumber(t *testing.T) {
	t.Parallel()
	for _, bound := range []int{0, 1, 1 << 30, math.MaxInt} {
		s := chunk.NewSchedule(chunk.Range{Min: 2, Max: 12}, bound)
		for _, tokens := range []int{0, -1, math.MinInt, 1, math.MaxInt, math.MaxInt, 1 << 30, 0, 1} {
			if s = s.Close(tokens); s.Size() < 1 || s.Size() == chunk.Endless {
				t.Errorf("bound %d: after %d tokens the next chunk has %d", bound, tokens, s.Size())
			}
		}
	}
}
