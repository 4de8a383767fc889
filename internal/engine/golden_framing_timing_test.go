// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"strings"
	"testing"

	"github.com/codegen-dev/codegen-operator/internal/measure"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// twoChunks is what most streams below come to. Gap: 100. Rate: 2 / 0.2 s = 10.
func twoChunks(text string) measure.Numbers {
	return measure.Numbers{
		FirstEvent: 100 * ms, FirstChunk: 100 * ms, Duration: 200 * ms, Total: 250 * ms, Chunks: 2,
		InterChunk: gap(100 * ms), ChunksPerSecond: 10, Text: text, Complete: true,
	}
}

// TestGoldenFramings: an event arrives with the read that holds the end of its last line, however it is framed or cut.
func TestGoldenFramings(t *testing.T) {
	t.Parallel()
	cr := func(event string) string { return strings.ReplaceAll(event, "\n", "\r") }
	crlf := func(event string) string { return strings.ReplaceAll(event, "\n", "\r\n") }
	a, b := textEvent("a"), textEvent("b")
	ss := textEvent("größer") // ö is C3 B6, ß is C3 9F
	o, sz := strings.Index(ss, "ö")+1, strings.Index(ss, "ß")+1
	runGolden(t, protocol.OpenAI, []goldenCase{
		{name: "CR-only line ends", arrivals: []arrival{{100 * ms, cr(a)}, {200 * ms, cr(b)}, {250 * ms, cr(doneEvent)}}, want: twoChunks("ab")},
		{name: "CRLF line ends", arrivals: []arrival{{100 * ms, crlf(a)}, {200 * ms, crlf(b)}, {250 * ms, crlf(doneEvent)}}, want: twoChunks("ab")},
		{
			// The CR ends the line; the LF that comes 90 later belongs to it and ends nothing.
			name: "CRLF cut between reads",
			arrivals: []arrival{
				{100 * ms, strings.TrimSuffix(crlf(a), "\n")}, {190 * ms, "\n"}, {200 * ms, strings.TrimSuffix(crlf(b), "\n")}, {250 * ms, "\n" + doneEvent},
			},
			want: twoChunks("ab"),
		},
		{
			// Comments are no events: the first event is at 100, and nothing lasts to 240.
			name: "comments as keep-alive",
			arrivals: []arrival{
				{20 * ms, ": ping\n\n"}, {60 * ms, ":\n\n"}, {100 * ms, a}, {140 * ms, ": ping\n\n: ping\n\n"}, {180 * ms, ": pi"},
				{200 * ms, "ng\n\n" + b}, {240 * ms, ": ping\n\n"}, {250 * ms, doneEvent},
			},
			want: twoChunks("ab"),
		},
		{
			// Each data line in a read of its own: the blank line at 100 makes the event, and at 200.
			name: "several data lines",
			arrivals: []arrival{
				{40 * ms, "data: {\"choices\":\n"}, {70 * ms, "data: [{\"delta\":\ndata:  {\"content\":\"a\"}}]}\n"}, {100 * ms, "\n"},
				{150 * ms, "data: {\"choices\":[{\"delta\":{\"content\":\"b\"}}]\ndata: }\n"}, {200 * ms, "\n"}, {250 * ms, doneEvent},
			},
			want: twoChunks("ab"),
		},
		{
			// Cut after the C3 of ö and after the C3 of ß: the text is whole, and counts from its last piece.
			name: "a character split between reads",
			arrivals: []arrival{
				{20 * ms, ss[:o]}, {60 * ms, ss[o:sz]}, {100 * ms, ss[sz:]}, {200 * ms, b}, {250 * ms, doneEvent},
			},
			want: twoChunks("größerb"),
		},
		{name: "a byte order mark", arrivals: []arrival{{20 * ms, "\xef\xbb"}, {100 * ms, "\xbf" + a}, {200 * ms, b}, {250 * ms, doneEvent}}, want: twoChunks("ab")},
		{
			// The read at 200 ends "b", holds all of "c", and begins the end marker. Gaps: 100 and 0. p50: 50. p95: 0.95×100 = 95.
			// Rate: 3 / 0.2 s = 15.
			name:     "reads across events",
			arrivals: []arrival{{100 * ms, a + b[:9]}, {200 * ms, b[9:] + textEvent("c") + doneEvent[:5]}, {250 * ms, doneEvent[5:]}},
			want: measure.Numbers{
				FirstEvent: 100 * ms, FirstChunk: 100 * ms, Duration: 200 * ms, Total: 250 * ms, Chunks: 3,
				InterChunk: measure.Gaps{P50: 50 * ms, P95: 95 * ms, Max: 100 * ms}, ChunksPerSecond: 15, Text: "abc", Complete: true,
			},
		},
	})
}

// TestGoldenStreamsOfOtherProtocols: they report no tokens and open with no role.
func TestGoldenStreamsOfOtherProtocols(t *testing.T) {
	t.Parallel()
	const aText, bText, typedDone = `data: {"text":"a"}` + "\n\n", `data: {"text":"b"}` + "\n\n", `data: {"type":"done","text":""}` + "\n\n"
	runGolden(t, protocol.MultiLoRA, []goldenCase{
		{name: "MultiLoRA", arrivals: []arrival{{100 * ms, aText}, {200 * ms, bText}, {250 * ms, typedDone}}, want: twoChunks("ab")},
		{name: "MultiLoRA, older", arrivals: []arrival{{100 * ms, aText}, {200 * ms, bText}, {250 * ms, doneEvent}}, want: twoChunks("ab")},
		{
			// The end marker carries a text, and so it lasts. Gap: 100. Rate: 2 / 0.2 s = 10.
			name:     "MultiLoRA, a text in the end marker",
			arrivals: []arrival{{100 * ms, aText}, {200 * ms, `data: {"type":"done","text":"b"}` + "\n\n"}},
			want: measure.Numbers{
				FirstEvent: 100 * ms, FirstChunk: 100 * ms, Duration: 200 * ms, Total: 200 * ms, Chunks: 2,
				InterChunk: gap(100 * ms), ChunksPerSecond: 10, Text: "ab", Complete: true,
			},
		},
	})
	const aToken, bToken, cDone = `data: {"type":"token","content":"a","is_complete":false}` + "\n\n",
		`data: {"type":"token","content":"b","is_complete":true}` + "\n\n", `data: {"type":"done","content":"","is_complete":true}` + "\n\n"
	runGolden(t, protocol.CodeGen, []goldenCase{
		{name: "CodeGen", arrivals: []arrival{{100 * ms, aToken}, {200 * ms, bToken}, {250 * ms, cDone + doneEvent}}, want: twoChunks("ab")},
		{name: "CodeGen, buffered", arrivals: []arrival{{100 * ms, `data: {"text":"a","chunk_id":0}` + "\n\n"}, {200 * ms, bText}, {250 * ms, doneEvent}}, want: twoChunks("ab")},
	})
}
