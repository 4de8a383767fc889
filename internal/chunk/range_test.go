// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package chunk_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/codegen-dev/codegen-operator/internal/chunk"
)

// longest is the longest answer of which every bound and every length is tried.
const longest = 4096

// ranges are those that are tried with every bound: the default, its neighbours, and the narrow and the lopsided.
var ranges = []chunk.Range{
	{Min: 50, Max: 100}, {Min: 1, Max: 1}, {Min: 1, Max: 2}, {Min: 2, Max: 2}, {Min: 50, Max: 50}, {Min: 49, Max: 50},
	{Min: 1, Max: 100}, {Min: 99, Max: 100}, {Min: 20, Max: 1000}, {Min: 3, Max: 4097},
}

// bounds are the least and the most chunks that an answer of n tokens may have.
func bounds(r chunk.Range, n int) (least, most int) { return min(n, r.Min), min(n, r.Max) }

// lengths gives the number of chunks of every length of answer, from 1 to n tokens: the chunk in which the last one is.
func lengths(s chunk.Schedule, n int) []int {
	counts, chunks := make([]int, 0, n), 1
	for at := range s.Closes() {
		for len(counts) < min(at, n) {
			counts = append(counts, chunks)
		}
		if at >= n {
			return counts
		}
		chunks++
	}
	for len(counts) < n {
		counts = append(counts, chunks)
	}
	return counts
}

// TestRangeIsKept: between Min and Max chunks, and one for each token where there are fewer than Min, for every answer within
// every bound.
func TestRangeIsKept(t *testing.T) {
	for _, r := range ranges {
		t.Run(fmt.Sprint(r.Min, "..", r.Max), func(t *testing.T) {
			t.Parallel()
			for bound := 1; bound <= longest; bound++ {
				for i, chunks := range lengths(chunk.NewSchedule(r, bound), bound) {
					if least, most := bounds(r, i+1); chunks < least || chunks > most {
						t.Fatalf("%d of at most %d tokens come in %d chunks, and not in %d to %d", i+1, bound, chunks, least, most)
					}
				}
			}
		})
	}
}

// drawn draws a range, be it of one number.
func drawn(t *rapid.T) chunk.Range {
	low := rapid.IntRange(1, 400).Draw(t, "least")
	return chunk.Range{Min: low, Max: rapid.IntRange(low, 1000).Draw(t, "most")}
}

// TestAnyRangeIsKept: as above, of ranges and bounds that nobody chose, and of answers longer than they were said to be.
func TestAnyRangeIsKept(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r, bound := drawn(t), rapid.IntRange(0, 20_000).Draw(t, "bound")
		for i, chunks := range lengths(chunk.NewSchedule(r, bound), 3*bound+2*r.Max) {
			if least, most := bounds(r, i+1); chunks < least || chunks > most {
				t.Fatalf("%d tokens come in %d chunks, and not in %d to %d", i+1, chunks, least, most)
			}
		}
	})
}

// TestFirstTokensCloseAChunkEach: Min of them, or one fewer where Min is Max, whose last chunk ends with the stream.
func TestFirstTokensCloseAChunkEach(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r, bound := drawn(t), rapid.IntRange(0, 20_000).Draw(t, "bound")
		want := 1
		for at := range chunk.NewSchedule(r, bound).Closes() {
			if want > r.Min {
				break
			}
			if at != want {
				t.Fatalf("close %d comes after token %d", want, at)
			}
			want++
		}
		if closes := min(r.Min, r.Max-1); want <= closes {
			t.Fatalf("only %d of the first %d tokens close a chunk each", want-1, closes)
		}
	})
}

// TestShortBound: where there is a chunk for every token, none is joined.
func TestShortBound(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := drawn(t)
		bound := rapid.IntRange(1, r.Max).Draw(t, "bound")
		for i, chunks := range lengths(chunk.NewSchedule(r, bound), bound) {
			if chunks != i+1 {
				t.Fatalf("%d tokens come in %d chunks", i+1, chunks)
			}
		}
	})
}

// sizes are of an answer of as many tokens as its bound, with what the end of the stream closes.
func sizes(r chunk.Range, bound int) []int {
	var sizes []int
	last := 0
	for at := range chunk.NewSchedule(r, bound).Closes() {
		if at >= bound {
			break
		}
		sizes, last = append(sizes, at-last), at
	}
	return append(sizes, bound-last)
}

// TestLongestAnswerUsesTheRange: an answer of as many tokens as its bound comes in Max chunks, neither of them empty.
func TestLongestAnswerUsesTheRange(t *testing.T) {
	t.Parallel()
	for _, r := range ranges {
		for bound := r.Max; bound <= longest; bound++ {
			if got := len(sizes(r, bound)); got != r.Max {
				t.Fatalf("%d tokens fill %d of %d chunks", bound, got, r.Max)
			}
		}
	}
}

// TestSizesGrowSmoothly: no chunk has fewer tokens than the one before it, the last one aside, and none has more than
// the first step and two on top. See "How sizes grow" in doc.go.
func TestSizesGrowSmoothly(t *testing.T) {
	t.Parallel()
	for _, r := range ranges {
		for bound := r.Max; bound <= longest; bound++ {
			single := min(r.Min, r.Max-1)
			left, chunks := bound-single, r.Max-single
			first := 2 * (float64(left)/float64(chunks) - 1) / float64(chunks+1)
			all := sizes(r, bound)
			if closed := all[:len(all)-1]; !slices.IsSorted(closed) {
				t.Fatalf("%v of at most %d tokens: a chunk is smaller than the one before it: %v", r, bound, closed)
			}
			for i := 1; i < len(all); i++ {
				if step := all[i] - all[i-1]; float64(step) >= first+3 {
					t.Fatalf("%v of at most %d tokens: chunk %d has %d tokens more than the one before it, for steps of %.2f", r, bound, i+1, step, first)
				}
			}
		}
	}
}
