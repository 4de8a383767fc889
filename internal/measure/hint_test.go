// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package measure_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/measure"
)

// The beginnings that identify the hints.
const (
	buffered = "Something on the way buffers the stream"
	coarse   = "The chunk buffer is coarse"
	waited   = "The engine let the request wait"
	hot      = "The request was sampled at temperature"
)

// contract holds the targets of the runs below.
var contract = measure.Targets{
	Chunks: between(50, 100), DurationMilliseconds: upTo(5000), ChunksPerSecond: from(10),
	FirstChunkMilliseconds: upTo(1000), InterChunkMilliseconds: upTo(1000),
}

// paced is a stream of chunks with equal gaps between them. A token count of 0 is not reported.
func paced(first, gap time.Duration, chunks, tokens int) []measure.Event {
	var events []measure.Event
	for i := range chunks {
		events = append(events, text(first+time.Duration(i)*gap, "a"))
	}
	if tokens > 0 {
		events = append(events, usage(first, tokens))
	}
	return events
}

// stalled moves all chunks from the i-th on.
func stalled(events []measure.Event, i int, by time.Duration) []measure.Event {
	for ; i < len(events); i++ {
		events[i].At += by
	}
	return events
}

func judged(events []measure.Event, targets measure.Targets) measure.Evidence {
	n := measure.Of(events)
	return measure.Evidence{Numbers: n, Results: measure.Judge(n, targets), Output: measure.Matched}
}

type hintCase struct {
	name   string
	events []measure.Event
	want   string // how the hint begins; "" is no hint
}

func runHints(t *testing.T, straight bool, cases []hintCase) {
	t.Helper()
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			e := judged(tt.events, contract)
			e.Straight = straight
			mustHint(t, e, tt.want)
		})
	}
}

func mustHint(t *testing.T, e measure.Evidence, want string) {
	t.Helper()
	got := measure.Hint(e)
	if want == "" && got != "" || !strings.HasPrefix(got, want) {
		t.Errorf("Hint = %q, want %q; of %+v, %+v", got, want, e.Numbers, e.Results)
	}
	if strings.ContainsAny(got, "\n\r") || len(got) > 300 {
		t.Errorf("Hint = %q is no short line", got)
	}
}

func TestHintOnBuffering(t *testing.T) {
	runHints(t, false, []hintCase{
		// All at 3000: late by 2000, all gaps 0.
		{"all at once", paced(3000*ms, 0, 60, 0), buffered},
		// 59 gaps of 2 ms: p95 2 ms. 3000 of 3118 ms had passed.
		{"gaps of 2 ms", paced(3000*ms, 2*ms, 60, 0), buffered},
		{"gaps of a nanosecond more", paced(3000*ms, 2*ms+1, 60, 0), ""},
		// On time by one millisecond, and late by one.
		{"a first chunk on time", paced(1000*ms, 0, 60, 0), ""},
		{"a first chunk just late", paced(1001*ms, 0, 60, 0), buffered},
		// A window of TCP: 57 gaps are 0 and two are 150. p95 is at position 0.95×58 = 55.1, which is 0 (index 56 is 0 as well);
		// the mean is 300/59 = 5.1 ms.
		{"two waits for an acknowledgement", stalled(stalled(paced(3000*ms, 0, 60, 0), 20, 150*ms), 40, 150*ms), buffered},
		// Of four gaps three are 0 and one is 8: p95 at 0.95×3 = 2.85 is 0.85×8 = 6.8, the mean 8/4 = 2. With 9: 7.65 and 2.25.
		{"five chunks, a hiccup of 8 ms", stalled(paced(3000*ms, 0, 5, 0), 3, 8*ms), buffered},
		{"five chunks, a hiccup of 9 ms", stalled(paced(3000*ms, 0, 5, 0), 3, 9*ms), ""},
		{"four chunks are not several", paced(3000*ms, 0, 4, 0), ""},
		// A buffer that is full at half of the stream: 30 chunks at 1500, 30 at 3000. One gap of 59 is 1500, p95 is 0.
		{"two bursts, the first at half", stalled(paced(1500*ms, 0, 60, 0), 30, 1500*ms), buffered},
		{"two bursts, the first before half", stalled(paced(1500*ms, 0, 60, 0), 30, 1501*ms), ""},
		// A late start with the usual pace is not a buffer.
		{"a late start", paced(3000*ms, 20*ms, 60, 0), ""},
		{"no chunk", []measure.Event{finish(3000 * ms), end(3001 * ms)}, ""},
		// It takes precedence over the tokens: 20 chunks of 10 tokens, fewer than 50 chunks, all late and at once.
		{"coarse as well", paced(3000*ms, 0, 20, 200), buffered},
	})
}

func TestHintOnCoarseChunks(t *testing.T) {
	runHints(t, false, []hintCase{
		// 20 chunks of 4 tokens in 200 + 19×40 = 960 ms: 30 fewer chunks than wanted, 80 tokens would do. The rate holds.
		{"too few chunks, of four tokens", paced(200*ms, 40*ms, 20, 80), coarse + ": tokens come fast enough, but about 4 of them"},
		{"tokens are not reported", paced(200*ms, 40*ms, 20, 0), ""},
		// 50 tokens are as many as chunks are wanted, 2 to each of 25 chunks. 49 are one short, at 49/24 = 2.04 to a chunk.
		{"just enough tokens", paced(200*ms, 40*ms, 25, 50), coarse + ": tokens come fast enough, but about 2 of them"},
		{"a token too few", paced(200*ms, 40*ms, 24, 49), ""},
		// 40 chunks, 79 tokens: 79/40 = 1.98 to a chunk.
		{"some tokens without a text", paced(200*ms, 40*ms, 40, 79), ""},
		// 12 chunks of 10 tokens in 400 + 11×300 = 3700 ms: 3.2 chunks in a second, 32 tokens.
		{"too slow by chunks, not by tokens", paced(400*ms, 300*ms, 12, 120), coarse + ": tokens come fast enough, but about 10 of them"},
		// 12 chunks of 5 tokens in 6.4 s: 1.9 chunks and 9.4 tokens in a second. A finer buffer would fix the count alone.
		{"too slow by tokens as well", paced(900*ms, 500*ms, 12, 60), ""},
		{"a short answer", paced(200*ms, 40*ms, 10, 30), ""},
		// 60 chunks: nothing is missing, though the duration is over 5 s (5900).
		{"enough chunks, too long", paced(590*ms, 90*ms, 60, 600), ""},
		{"too many chunks", paced(200*ms, 10*ms, 101, 1010), ""},
		{"no chunk at all", []measure.Event{usage(10*ms, 64), end(20 * ms)}, ""},
	})
}

func TestHintOnWaiting(t *testing.T) {
	late := paced(1200*ms, 20*ms, 60, 60)
	runHints(t, true, []hintCase{
		// Late by 200, then a chunk each 20 ms: the wait is 60 gaps long.
		{"late, then at the usual pace", late, waited},
		// 1200 ms are ten gaps of 120 ms, and fewer than ten of 121. 1200 + 49×120 = 7080 ms is too long as well.
		{"a wait of ten gaps", paced(1200*ms, 120*ms, 50, 0), waited},
		{"slow in everything", paced(1200*ms, 121*ms, 50, 0), ""},
		{"on time", paced(1000*ms, 20*ms, 60, 60), ""},
		{"a stall later on", stalled(paced(1200*ms, 20*ms, 60, 60), 30, 1001*ms), ""},
		{"four chunks show no pace", paced(1200*ms, 20*ms, 4, 0), ""},
		{"five do", paced(1200*ms, 20*ms, 5, 0), waited},
		{"one chunk", paced(1200*ms, 0, 1, 0), ""},
		{"buffered", paced(1200*ms, 1*ms, 60, 60), buffered},
		// Two bursts, the first before half of the time: there is no pace.
		{"in bursts", stalled(paced(1200*ms, 0, 60, 0), 30, 1300*ms), ""},
	})
	runHints(t, false, []hintCase{{"through the route anything may have been slow", late, ""}})
}

func TestHintOnTemperature(t *testing.T) {
	good := paced(200*ms, 40*ms, 60, 60)
	for _, tt := range []struct {
		name        string
		output      measure.Output
		temperature float64
		want        string
	}{
		{"wrong and hot", measure.Wrong, 0.8, hot + " 0.8,"},
		{"wrong and warm", measure.Wrong, 0.31, hot + " 0.31,"},
		{"wrong at what is not suspected", measure.Wrong, 0.3, ""},
		{"wrong and cold", measure.Wrong, 0, ""},
		{"wrong at no temperature", measure.Wrong, math.NaN(), ""},
		{"fabricated", measure.Fabricated, 0.8, ""},
		{"matched", measure.Matched, 0.8, ""},
		{"not checked", measure.NotChecked, 2, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := judged(good, contract)
			e.Output, e.Temperature = tt.output, tt.temperature
			mustHint(t, e, tt.want)
		})
	}
	e := judged(paced(3000*ms, 0, 60, 60), contract)
	e.Output, e.Temperature = measure.Wrong, 0.8
	mustHint(t, e, buffered) // times are stronger evidence
}

// TestHintNeedsResults: without targets, the numbers alone give no hint.
func TestHintNeedsResults(t *testing.T) {
	n := measure.Of(paced(3000*ms, 0, 20, 200))
	inconclusive := measure.Result{Target: measure.TargetFirstChunkMilliseconds, Want: "..1000", Got: "3000", Verdict: measure.Inconclusive}
	for name, results := range map[string][]measure.Result{
		"none":                       nil,
		"inconclusive":               {inconclusive},
		"of a target that is no one": {{Target: "Colour", Want: "..1", Got: "2", Verdict: measure.Fail}},
		"with a want that is none":   {{Target: measure.TargetFirstChunkMilliseconds, Want: "soon", Got: "3000", Verdict: measure.Fail}},
		"at odds with the numbers":   {{Target: measure.TargetFirstChunkMilliseconds, Want: "..5000", Got: "9000", Verdict: measure.Fail}},
		"a first chunk too early":    {{Target: measure.TargetFirstChunkMilliseconds, Want: "4000..", Got: "3000", Verdict: measure.Fail}},
	} {
		t.Run(name, func(t *testing.T) {
			mustHint(t, measure.Evidence{Numbers: n, Results: results, Straight: true}, "")
		})
	}
}
