// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package measure_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/codegen-dev/codegen-operator/internal/measure"
)

const ms = time.Millisecond

// The events of an OpenAI stream, from which the golden vectors below are built.

func role(at time.Duration) measure.Event { return measure.Event{At: at, Opening: true} }

func text(at time.Duration, s string) measure.Event {
	return measure.Event{At: at, Text: s, Opening: true}
}

func finish(at time.Duration) measure.Event {
	return measure.Event{At: at, Opening: true, Finish: true}
}

func lastText(at time.Duration, s string) measure.Event {
	return measure.Event{At: at, Text: s, Opening: true, Finish: true}
}

func usage(at time.Duration, tokens int) measure.Event {
	return measure.Event{At: at, Tokens: &tokens}
}

func failure(at time.Duration, message string) measure.Event {
	return measure.Event{At: at, Error: message}
}

func end(at time.Duration) measure.Event { return measure.Event{At: at, End: true} }

func TestOf(t *testing.T) {
	for _, tt := range []struct {
		name   string
		events []measure.Event
		want   measure.Numbers
	}{
		{
			name:   "no events",
			events: nil,
			want:   measure.Numbers{},
		},
		{
			// First event: the role at 80. First chunk: 100. Chunks: a, b, c, d, e = 5, at 100, 110, 130, 160, 200.
			// Gaps: 10, 20, 30, 40. p50 at position 0.5×3 = 1.5: 20 + 0.5×10 = 25. p95 at 0.95×3 = 2.85: 30 + 0.85×10 = 38.5.
			// Duration: the finish reason at 250. Rate: 5 / 0.25 s = 20. Total: the end marker at 260.
			// TPOT: (250 − 100) / (11 − 1) = 15.
			name: "OpenAI, finish reason after the last text",
			events: []measure.Event{
				role(80 * ms), text(100*ms, "a"), text(110*ms, "b"), text(130*ms, "c"), text(160*ms, "d"), text(200*ms, "e"),
				finish(250 * ms), usage(255*ms, 11), end(260 * ms),
			},
			want: measure.Numbers{
				FirstEvent: 80 * ms, FirstChunk: 100 * ms, Duration: 250 * ms, Total: 260 * ms, Chunks: 5,
				InterChunk:      measure.Gaps{P50: 25 * ms, P95: 38500 * time.Microsecond, Max: 40 * ms},
				ChunksPerSecond: 20, Tokens: new(11), TPOT: 15 * ms, Text: "abcde", Complete: true,
			},
		},
		{
			// Gaps: 100 and 300. p50 at 0.5×1 = 0.5: 200. p95 at 0.95: 100 + 0.95×200 = 290. Rate: 3 / 0.5 s = 6.
			// The duration ends with the text that carries the finish reason, at 500.
			name:   "text and finish reason together",
			events: []measure.Event{text(100*ms, "x"), text(200*ms, "y"), lastText(500*ms, "z"), end(510 * ms)},
			want: measure.Numbers{
				FirstEvent: 100 * ms, FirstChunk: 100 * ms, Duration: 500 * ms, Total: 510 * ms, Chunks: 3,
				InterChunk: measure.Gaps{P50: 200 * ms, P95: 290 * ms, Max: 300 * ms}, ChunksPerSecond: 6, Text: "xyz", Complete: true,
			},
		},
		{
			// The role-only delta is the first event, at 30, but there is no chunk; the finish reason alone gives the duration.
			name:   "no chunk",
			events: []measure.Event{role(30 * ms), finish(40 * ms), usage(45*ms, 2), end(50 * ms)},
			want: measure.Numbers{
				FirstEvent: 30 * ms, Duration: 40 * ms, Total: 50 * ms, Tokens: new(2), Complete: true,
			},
		},
		{
			// No gap. Rate: 1 / 0.2 s = 5. One token: TPOT would divide by zero, so there is none.
			name:   "one chunk",
			events: []measure.Event{text(200*ms, "all"), usage(201*ms, 1), end(202 * ms)},
			want: measure.Numbers{
				FirstEvent: 200 * ms, FirstChunk: 200 * ms, Duration: 200 * ms, Total: 202 * ms, Chunks: 1,
				ChunksPerSecond: 5, Tokens: new(1), Text: "all", Complete: true,
			},
		},
		{
			// A buffering proxy: gaps 0 and 0, rate 3 / 2 s = 1.5. TPOT: (2000 − 2000) / (3 − 1) = 0.
			name:   "all at one instant",
			events: []measure.Event{text(2000*ms, "a"), text(2000*ms, "b"), lastText(2000*ms, "c"), usage(2000*ms, 3), end(2000 * ms)},
			want: measure.Numbers{
				FirstEvent: 2000 * ms, FirstChunk: 2000 * ms, Duration: 2000 * ms, Total: 2000 * ms, Chunks: 3,
				ChunksPerSecond: 1.5, Tokens: new(3), Text: "abc", Complete: true,
			},
		},
		{
			// Usage is neither the first event nor part of the duration.
			name:   "usage only",
			events: []measure.Event{usage(10*ms, 7), end(20 * ms)},
			want:   measure.Numbers{Total: 20 * ms, Tokens: new(7), Complete: true},
		},
		{
			// Usage that grows with every event: the last is the sum. TPOT: (40 − 10) / (4 − 1) = 10. Rate: 2 / 0.04 s = 50.
			// Gap: 30.
			name:   "usage in every event",
			events: []measure.Event{text(10*ms, "a"), usage(10*ms, 1), text(40*ms, "b"), usage(40*ms, 4), end(41 * ms)},
			want: measure.Numbers{
				FirstEvent: 10 * ms, FirstChunk: 10 * ms, Duration: 40 * ms, Total: 41 * ms, Chunks: 2,
				InterChunk: measure.Gaps{P50: 30 * ms, P95: 30 * ms, Max: 30 * ms}, ChunksPerSecond: 50, Tokens: new(4), TPOT: 10 * ms,
				Text: "ab", Complete: true,
			},
		},
		{
			// No end marker: no total. Gap: 50. Rate: 2 / 0.1 s = 20.
			name:   "truncated",
			events: []measure.Event{role(40 * ms), text(50*ms, "de"), text(100*ms, "f")},
			want: measure.Numbers{
				FirstEvent: 40 * ms, FirstChunk: 50 * ms, Duration: 100 * ms, Chunks: 2,
				InterChunk: measure.Gaps{P50: 50 * ms, P95: 50 * ms, Max: 50 * ms}, ChunksPerSecond: 20, Text: "def",
			},
		},
		{
			// The error is neither a chunk nor lasting: the duration ends at 100. Rate: 1 / 0.1 s = 10. The first error is kept.
			name:   "error event, then an end marker",
			events: []measure.Event{text(100*ms, "a"), failure(300*ms, "CUDA out of memory"), failure(310*ms, "again"), end(320 * ms)},
			want: measure.Numbers{
				FirstEvent: 100 * ms, FirstChunk: 100 * ms, Duration: 100 * ms, Total: 320 * ms, Chunks: 1,
				ChunksPerSecond: 10, Text: "a", Error: "CUDA out of memory", Complete: true,
			},
		},
		{
			// An error is the first event, and the only one.
			name:   "error at once",
			events: []measure.Event{failure(5*ms, "no such model")},
			want:   measure.Numbers{FirstEvent: 5 * ms, Error: "no such model"},
		},
		{
			// Padding: only "a" at 100 and "b" at 200 are chunks. Gap: 100. Rate: 2 / 0.2 s = 10. First event: the padding at 10.
			name: "padded with role-only and empty events",
			events: []measure.Event{
				role(10 * ms), role(20 * ms), {At: 30 * ms}, text(100*ms, "a"), role(120 * ms), {At: 130 * ms}, text(200*ms, "b"), role(900 * ms), end(999 * ms),
			},
			want: measure.Numbers{
				FirstEvent: 10 * ms, FirstChunk: 100 * ms, Duration: 200 * ms, Total: 999 * ms, Chunks: 2,
				InterChunk: measure.Gaps{P50: 100 * ms, P95: 100 * ms, Max: 100 * ms}, ChunksPerSecond: 10, Text: "ab", Complete: true,
			},
		},
		{
			// What follows the end marker is not part of the stream.
			name:   "text after the end marker",
			events: []measure.Event{text(100*ms, "a"), end(110 * ms), text(120*ms, "b"), failure(130*ms, "late"), end(140 * ms)},
			want: measure.Numbers{
				FirstEvent: 100 * ms, FirstChunk: 100 * ms, Duration: 100 * ms, Total: 110 * ms, Chunks: 1,
				ChunksPerSecond: 10, Text: "a", Complete: true,
			},
		},
		{
			// A protocol whose last event carries text and is the end marker at once. Gap: 100. Rate: 2 / 0.2 s = 10.
			name:   "text in the end marker",
			events: []measure.Event{text(100*ms, "a"), {At: 200 * ms, Text: "b", End: true}},
			want: measure.Numbers{
				FirstEvent: 100 * ms, FirstChunk: 100 * ms, Duration: 200 * ms, Total: 200 * ms, Chunks: 2,
				InterChunk: measure.Gaps{P50: 100 * ms, P95: 100 * ms, Max: 100 * ms}, ChunksPerSecond: 10, Text: "ab", Complete: true,
			},
		},
		{
			// Percentiles are cut to whole nanoseconds: gaps 1 ns and 2 ns, p50 1.5 → 1, p95 1.95 → 1.
			// Rate: 3 / 5 ns = 6e8.
			name:   "nanoseconds",
			events: []measure.Event{text(2, "a"), text(3, "b"), text(5, "c")},
			want: measure.Numbers{
				FirstEvent: 2, FirstChunk: 2, Duration: 5, Chunks: 3,
				InterChunk: measure.Gaps{P50: 1, P95: 1, Max: 2}, ChunksPerSecond: 6e8, Text: "abc",
			},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, measure.Of(tt.events)); diff != "" {
				t.Errorf("Of (-want +got):\n%s", diff)
			}
		})
	}
}

func TestNumbersDoNotShareTokens(t *testing.T) {
	tokens := 3
	n := measure.Of([]measure.Event{{At: ms, Tokens: &tokens}})
	tokens = 99
	if *n.Tokens != 3 {
		t.Errorf("Tokens = %d after the event changed, want 3", *n.Tokens)
	}
}

func TestFault(t *testing.T) {
	for _, tt := range []struct {
		name   string
		events []measure.Event
		want   string
	}{
		{"none", []measure.Event{text(ms, "a"), end(2 * ms)}, ""},
		{"error before an end marker", []measure.Event{text(ms, "a"), failure(2*ms, "boom."), end(3 * ms)}, "The stream carried an error: boom."},
		{"truncated", []measure.Event{text(ms, "a")}, "The stream ended without its end marker."},
		{"white space", []measure.Event{text(ms, " \n\t"), end(2 * ms)}, "Nothing but white space was generated."},
		{"nothing", []measure.Event{end(ms)}, "Nothing but white space was generated."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := measure.Of(tt.events).Fault(); got != tt.want {
				t.Errorf("Fault() = %q, want %q", got, tt.want)
			}
		})
	}
}

func BenchmarkOf200Chunks(b *testing.B) {
	events := []measure.Event{role(80 * ms)}
	for i := range 200 {
		events = append(events, text(time.Duration(100+20*i)*ms, " token"))
	}
	events = append(events, finish(4200*ms), usage(4200*ms, 200), end(4201*ms))
	b.ReportAllocs()
	for b.Loop() {
		measure.Of(events)
	}
}
