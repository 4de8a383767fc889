// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package chunk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/codegen-dev/codegen-operator/internal/chunk"
)

// word is one event of an engine.
type word struct {
	at     time.Duration // since noon
	text   string
	tokens int
}

// sentChunk is one chunk as the client sees it.
type sentChunk struct {
	at    time.Duration
	words []word
}

func (p sentChunk) text() string {
	var b strings.Builder
	for _, w := range p.words {
		b.WriteString(w.text)
	}
	return b.String()
}

// relay is what a gateway does with a joiner: it keeps the words that are held, and sends them when the joiner says so, the
// engine's or the clock's turn being whichever comes first.
type relay struct {
	joiner chunk.Joiner
	held   []word
	sent   []sentChunk
}

func (r *relay) run(words []word) {
	end := time.Duration(0)
	for _, w := range words {
		r.wait(w.at)
		r.held = append(r.held, w)
		if now := noon.Add(w.at); r.joiner.Add(now, now, w.tokens) {
			r.send(w.at)
		}
		end = w.at
	}
	if r.joiner.Flush(noon.Add(end)) {
		r.send(end)
	}
}

// wait lets the time pass to until, which wakes the relay where a chunk is due before that.
func (r *relay) wait(until time.Duration) {
	if _, by := r.joiner.Due(); !by.IsZero() && by.Before(noon.Add(until)) && r.joiner.Expire(by) {
		r.send(by.Sub(noon))
	}
}

func (r *relay) send(at time.Duration) {
	r.sent = append(r.sent, sentChunk{at: at, words: r.held})
	r.held = nil
}

// drawWords draws the words of an engine: texts of any characters, tokens that are known or not, steps that are even or not, and
// stalls between them.
func drawWords(t *rapid.T) []word {
	at := time.Duration(0)
	step := rapid.SampledFrom([]time.Duration{0, time.Millisecond, 20 * time.Millisecond, 80 * time.Millisecond}).Draw(t, "step")
	gap := rapid.OneOf(rapid.Just(step), rapid.Just(step), rapid.Just(step),
		rapid.Map(rapid.IntRange(0, 700), func(ms int) time.Duration { return time.Duration(ms) * time.Millisecond }))
	var words []word
	for range rapid.IntRange(1, 600).Draw(t, "events") {
		words = append(words, word{
			at:     at,
			text:   rapid.StringN(1, 3, -1).Draw(t, "text"),
			tokens: rapid.SampledFrom([]int{1, 1, 1, 1, 1, 1, 0, 2, 7}).Draw(t, "tokens"),
		})
		at += gap.Draw(t, "gap")
	}
	return words
}

// TestRelay: whatever an engine says and when, its text arrives whole and in order, nothing waits for longer than the hold, the
// first of it does not wait at all, no chunk is empty, and the numbers are those of what was sent.
func TestRelay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := drawn(t)
		r.Max = max(r.Max, 2)
		hold := time.Duration(rapid.IntRange(1, 400).Draw(t, "hold")) * time.Millisecond
		words := drawWords(t)
		relay := relay{joiner: chunk.NewJoiner(chunk.NewSchedule(r, rapid.IntRange(0, 800).Draw(t, "bound")), hold)}
		relay.run(words)

		whole(t, words, relay.sent)
		longest := punctual(t, relay.sent, hold)
		stats := relay.joiner.Stats()
		if stats.LongestHold != longest || stats.Chunks != len(relay.sent) || stats.Tokens != tokens(words) {
			t.Errorf("%d chunks of %d tokens, held for %v at most, give %+v", len(relay.sent), tokens(words), longest, stats)
		}
		inRange(t, r, stats, count(words, func(w word) bool { return w.tokens > 0 }))
	})
}

func whole(t *rapid.T, words []word, sent []sentChunk) {
	var came []word
	var text strings.Builder
	for i, p := range sent {
		if len(p.words) == 0 {
			t.Fatalf("chunk %d is empty", i+1)
		}
		came = append(came, p.words...)
		text.WriteString(p.text())
	}
	if !slices.Equal(came, words) || text.String() != (sentChunk{words: words}).text() {
		t.Fatalf("the client got %q, and not what the engine sent", text.String())
	}
}

// punctual looks at the waiting times, and tells the longest.
func punctual(t *rapid.T, sent []sentChunk, hold time.Duration) time.Duration {
	if first := sent[0]; len(first.words) != 1 || first.at != first.words[0].at {
		t.Fatalf("the first chunk was held: %+v", first)
	}
	longest := time.Duration(0)
	for _, p := range sent {
		for _, w := range p.words {
			longest = max(longest, p.at-w.at)
		}
	}
	if longest > hold {
		t.Fatalf("a text waited for %v, and the hold is %v", longest, hold)
	}
	return longest
}

// inRange: never fewer chunks than declared, and beyond the most only those that the hold closed.
func inRange(t *rapid.T, r chunk.Range, stats chunk.Stats, whole int) {
	if least := min(r.Min, whole); stats.Chunks < least {
		t.Errorf("%d chunks, and at least %d were declared", stats.Chunks, least)
	}
	if stats.Over != max(stats.Chunks-r.Max, 0) || stats.Over > stats.Forced {
		t.Errorf("%d chunks of at most %d: %+v", stats.Chunks, r.Max, stats)
	}
}

func tokens(words []word) int {
	total := 0
	for _, w := range words {
		total += w.tokens
	}
	return total
}

func count(words []word, which func(word) bool) int {
	n := 0
	for _, w := range words {
		if which(w) {
			n++
		}
	}
	return n
}

// paced are n words of one token each, at even steps.
func paced(n int, step time.Duration) []word {
	words := make([]word, n)
	for i := range words {
		words[i] = word{at: time.Duration(i) * step, text: fmt.Sprint(i, " "), tokens: 1}
	}
	return words
}

// TestHoldAndMost: what docs/concepts/chunking.md says of an engine of 50 tokens a second and the default hold.
func TestHoldAndMost(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		bound, tokens int
		chunks, over  int
	}{
		{bound: 512, tokens: 30, chunks: 30},
		{bound: 512, tokens: 100, chunks: 62},
		{bound: 512, tokens: 512, chunks: 99},
		{bound: 600, tokens: 600, chunks: 99},
		{bound: 4096, tokens: 600, chunks: 94},
		{bound: 4096, tokens: 4096, chunks: 363, over: 263},
	} {
		r := relay{joiner: chunk.NewJoiner(chunk.NewSchedule(chunk.Range{Min: 50, Max: 100}, tt.bound), chunk.DefaultHold)}
		r.run(paced(tt.tokens, 20*time.Millisecond))
		stats := r.joiner.Stats()
		if stats.Chunks != tt.chunks || stats.Over != tt.over || stats.LongestHold > chunk.DefaultHold {
			t.Errorf("%d of at most %d tokens: %+v", tt.tokens, tt.bound, stats)
		}
	}
}

// TestEvenPace: an engine of an even pace keeps the range, however slow it is, where what follows the first Min tokens would
// fit equal chunks within the hold, with six chunks to spare for sizes to grow and two tokens in each of the others.
func TestEvenPace(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := chunk.Range{Min: rapid.IntRange(4, 200).Draw(t, "least")}
		r.Max = r.Min + rapid.IntRange(7, 200).Draw(t, "more")
		step := time.Duration(rapid.IntRange(1, 60).Draw(t, "step")) * time.Millisecond
		fits := int(chunk.DefaultHold/step) - 2
		bound := rapid.IntRange(1, r.Min+(r.Max-r.Min-6)*max(fits, 1)).Draw(t, "bound")
		relay := relay{joiner: chunk.NewJoiner(chunk.NewSchedule(r, bound), chunk.DefaultHold)}
		relay.run(paced(bound, step))
		if stats := relay.joiner.Stats(); stats.Over != 0 {
			t.Errorf("%d tokens at a step of %v: %+v", bound, step, stats)
		}
	})
}

// TestLateReader: a reader that looks only when a chunk is due says when it last saw an empty socket, and the text counts as
// being as old as that.
func TestLateReader(t *testing.T) {
	t.Parallel()
	j := chunk.NewJoiner(chunk.NewSchedule(chunk.Range{Min: 2, Max: 10}, 1000), 100*time.Millisecond)
	for range 2 {
		j.Add(noon, noon, 1)
	}
	if j.Add(noon, noon.Add(60*time.Millisecond), 1) {
		t.Error("a chunk that is neither full nor late was closed")
	}
	if _, by := j.Due(); !by.Equal(noon.Add(100 * time.Millisecond)) {
		t.Errorf("what may have come at noon is due by %v", by)
	}
	if j.Expire(noon.Add(99*time.Millisecond)) || !j.Expire(noon.Add(100*time.Millisecond)) {
		t.Error("the chunk does not close just when its time is up")
	}
	if !j.Add(noon.Add(100*time.Millisecond), noon.Add(230*time.Millisecond), 1) {
		t.Error("text that may be older than the hold is held")
	}
	if got, want := j.Stats(), (chunk.Stats{Chunks: 4, Tokens: 4, Forced: 2, LongestHold: 130 * time.Millisecond}); got != want {
		t.Errorf("its numbers are %+v, and not %+v", got, want)
	}
}
