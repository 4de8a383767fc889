// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package chunk_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/codegen-dev/codegen-operator/internal/chunk"
)

// noon is when answers begin. Their clock is an argument.
var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// patient joins without ever running into the hold.
func patient(r chunk.Range, bound int) chunk.Joiner {
	return chunk.NewJoiner(chunk.NewSchedule(r, bound), 24*time.Hour)
}

// TestJoinerKeepsTheRange: what the schedule promises of tokens, the joiner keeps for tokens that come one by one, for every
// answer within every bound, the first chunk being sent as it comes.
func TestJoinerKeepsTheRange(t *testing.T) {
	for _, r := range ranges {
		if r.Max < 2 {
			continue // One chunk cannot both be sent at once and hold the whole answer: see TestOneChunk.
		}
		t.Run(fmt.Sprint(r.Min, "..", r.Max), func(t *testing.T) {
			t.Parallel()
			for bound := 1; bound <= longest; bound += 1 + bound/64 {
				want := lengths(chunk.NewSchedule(r, bound), bound)
				for n, j := 1, patient(r, bound); n <= bound; n++ {
					before := j.Stats().Chunks
					closed := j.Add(noon, noon, 1)
					if n == 1 && !closed {
						t.Fatal("the first token is held")
					}
					if got := before + 1; got != want[n-1] {
						t.Fatalf("token %d of at most %d comes in chunk %d, and by the schedule in %d", n, bound, got, want[n-1])
					}
				}
			}
		})
	}
}

// TestOneChunk: the first text is sent as it comes, so that a range of one chunk has two where more follows.
func TestOneChunk(t *testing.T) {
	t.Parallel()
	j := patient(chunk.Range{Min: 1, Max: 1}, 100)
	if !j.Add(noon, noon, 1) {
		t.Error("the first token is held")
	}
	if j.Flush(noon) {
		t.Error("the end of an answer of one token makes a chunk of nothing")
	}
	if j.Add(noon, noon, 1) || j.Add(noon, noon, 50) || !j.Flush(noon) {
		t.Error("what follows the first chunk does not come as one")
	}
	if got, want := j.Stats(), (chunk.Stats{Chunks: 2, Tokens: 52, Over: 1}); got != want {
		t.Errorf("its numbers are %+v, and not %+v", got, want)
	}
}

// TestEventsOfSeveralTokens: events of at least one token each come in min(Min, events) to Max chunks.
func TestEventsOfSeveralTokens(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := drawn(t)
		r.Max = max(r.Max, 2)
		j := patient(r, rapid.IntRange(0, 10_000).Draw(t, "bound"))
		events := rapid.SliceOfN(rapid.IntRange(1, 40), 1, 2000).Draw(t, "tokens")
		total := 0
		for _, tokens := range events {
			j.Add(noon, noon, tokens)
			total += tokens
		}
		j.Flush(noon)
		stats := j.Stats()
		if least, most := min(r.Min, len(events)), min(r.Max, len(events)); stats.Chunks < least || stats.Chunks > most {
			t.Errorf("%d events come in %d chunks, and not in %d to %d", len(events), stats.Chunks, least, most)
		}
		if stats.Tokens != total || stats.Over != 0 || stats.Forced != 0 {
			t.Errorf("%d tokens, none of them late, give %+v", total, stats)
		}
	})
}

// TestTextOfNoToken: half a character that an engine sends on its own waits for the rest of it, unless it is the first.
func TestTextOfNoToken(t *testing.T) {
	t.Parallel()
	j := patient(chunk.Range{Min: 3, Max: 10}, 100)
	for i, step := range []struct {
		tokens int
		closed bool
	}{{0, true}, {0, false}, {-5, false}, {1, true}, {0, false}} {
		if closed := j.Add(noon, noon, step.tokens); closed != step.closed {
			t.Errorf("event %d, of %d tokens: closed is %t", i+1, step.tokens, closed)
		}
	}
	if !j.Flush(noon) || j.Flush(noon) {
		t.Error("the last text is not flushed once")
	}
	if got, want := j.Stats(), (chunk.Stats{Chunks: 3, Tokens: 1}); got != want {
		t.Errorf("its numbers are %+v, and not %+v", got, want)
	}
}

// TestDue: after as many tokens as it says the chunk closes, and not before.
func TestDue(t *testing.T) {
	t.Parallel()
	j := patient(chunk.Range{Min: 5, Max: 20}, 700)
	for n := 0; n < 700; {
		due, by := j.Due()
		if !by.IsZero() {
			t.Fatalf("after %d tokens nothing is held, but due by %v", n, by)
		}
		if due > 700 { // The last chunk.
			break
		}
		for left := due; left > 0; left-- {
			closed := j.Add(noon, noon, 1)
			if n++; closed != (left == 1) {
				t.Fatalf("token %d: closed is %t, and due was after %d", n, closed, left)
			}
			if still, by := j.Due(); left > 1 && (still != left-1 || !by.Equal(noon.Add(24*time.Hour))) {
				t.Fatalf("token %d: %d more are due by %v, and not %d", n, still, by, left-1)
			}
		}
	}
	if got := j.Stats().Chunks; got != 19 {
		t.Errorf("%d chunks came before the last of 20", got)
	}
}

// TestZeroJoiner: it holds nothing.
func TestZeroJoiner(t *testing.T) {
	t.Parallel()
	var j chunk.Joiner
	for i := range 10 {
		if !j.Add(noon, noon, 1) {
			t.Errorf("event %d is held", i+1)
		}
	}
	if j.Flush(noon) || j.Expire(noon) {
		t.Error("there is something to be sent still")
	}
}

// TestNoMost: without a Max every event is a chunk, and none is over it.
func TestNoMost(t *testing.T) {
	t.Parallel()
	j := patient(chunk.Range{}, 0)
	for i := range 3 * chunk.AssumedTokens {
		if !j.Add(noon, noon, 1) {
			t.Fatalf("token %d is held", i+1)
		}
	}
	if stats := j.Stats(); stats.Over != 0 || stats.Chunks != 3*chunk.AssumedTokens {
		t.Errorf("its numbers are %+v", stats)
	}
}
