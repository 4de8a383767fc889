// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/internal/measure"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// The events of a chat, in the form of vLLM's API server without what nobody reads.
const (
	roleEvent = `data: {"choices":[{"delta":{"role":"assistant","content":""},"finish_reason":null}]}` + "\n\n"
	stopEvent = `data: {"choices":[{"delta":{"content":""},"finish_reason":"stop"}]}` + "\n\n"
	doneEvent = "data: [DONE]\n\n"
)

func deltaEvent(delta string) string {
	return `data: {"choices":[{"delta":` + delta + `,"finish_reason":null}]}` + "\n\n"
}

func textEvent(text string) string { return deltaEvent(fmt.Sprintf(`{"content":%q}`, text)) }

func usageEvent(tokens int) string {
	return fmt.Sprintf(`data: {"choices":[],"usage":{"completion_tokens":%d}}`, tokens) + "\n\n"
}

// gap is what the gaps come to where they are all the same.
func gap(d time.Duration) measure.Gaps { return measure.Gaps{P50: d, P95: d, Max: d} }

// TestGoldenStreams: from bytes and the times of their reads to numbers. What is not in the comments of a case can be read
// from its arrivals.
func TestGoldenStreams(t *testing.T) {
	t.Parallel()
	runGolden(t, protocol.OpenAI, []goldenCase{
		{
			// Gaps: 10, 20, 30, 40. p50 at 0.5×3 = 1.5: 20 + 0.5×10 = 25. p95 at 0.95×3 = 2.85: 30 + 0.85×10 = 38.5.
			// Duration: the finish reason. Rate: 5 / 0.25 s = 20. TPOT: (250 − 100) / (11 − 1) = 15.
			name: "a chat",
			arrivals: []arrival{
				{80 * ms, roleEvent}, {100 * ms, textEvent("a")}, {110 * ms, textEvent("b")}, {130 * ms, textEvent("c")},
				{160 * ms, textEvent("d")}, {200 * ms, textEvent("e")}, {250 * ms, stopEvent}, {255 * ms, usageEvent(11)}, {260 * ms, doneEvent},
			},
			want: measure.Numbers{
				FirstEvent: 80 * ms, FirstChunk: 100 * ms, Duration: 250 * ms, Total: 260 * ms, Chunks: 5,
				InterChunk:      measure.Gaps{P50: 25 * ms, P95: 38500 * time.Microsecond, Max: 40 * ms},
				ChunksPerSecond: 20, Tokens: new(11), TPOT: 15 * ms, Text: "abcde", Complete: true,
			},
		},
		{
			// The role and the finish reason are events and no chunks.
			name:     "no chunk",
			arrivals: []arrival{{30 * ms, roleEvent}, {40 * ms, stopEvent}, {45 * ms, usageEvent(2)}, {50 * ms, doneEvent}},
			want:     measure.Numbers{FirstEvent: 30 * ms, Duration: 40 * ms, Total: 50 * ms, Tokens: new(2), Complete: true},
			reason:   reason.StreamBroken,
		},
		{
			// No gap, no TPOT of one token. Rate: 1 / 0.2 s = 5.
			name:     "one chunk",
			arrivals: []arrival{{200 * ms, textEvent("all")}, {201 * ms, usageEvent(1)}, {202 * ms, doneEvent}},
			want: measure.Numbers{
				FirstEvent: 200 * ms, FirstChunk: 200 * ms, Duration: 200 * ms, Total: 202 * ms, Chunks: 1,
				ChunksPerSecond: 5, Tokens: new(1), Text: "all", Complete: true,
			},
		},
		{
			// Gaps: 0 and 0. Rate: 3 / 2 s = 1.5. TPOT: (2000 − 2000) / (3 − 1) = 0.
			name: "all in one read",
			arrivals: []arrival{{
				2000 * ms, roleEvent + textEvent("a") + textEvent("b") + textEvent("c") + stopEvent + usageEvent(3) + doneEvent,
			}},
			want: measure.Numbers{
				FirstEvent: 2000 * ms, FirstChunk: 2000 * ms, Duration: 2000 * ms, Total: 2000 * ms, Chunks: 3,
				ChunksPerSecond: 1.5, Tokens: new(3), Text: "abc", Complete: true,
			},
		},
		{
			name:     "usage only",
			arrivals: []arrival{{10 * ms, usageEvent(7)}, {20 * ms, doneEvent}},
			want:     measure.Numbers{Total: 20 * ms, Tokens: new(7), Complete: true},
			reason:   reason.StreamBroken,
		},
		{
			// Rate: 1 / 0.1 s = 10.
			name:     "a role-only first delta",
			arrivals: []arrival{{50 * ms, roleEvent}, {100 * ms, textEvent("a")}, {120 * ms, doneEvent}},
			want: measure.Numbers{
				FirstEvent: 50 * ms, FirstChunk: 100 * ms, Duration: 100 * ms, Total: 120 * ms, Chunks: 1,
				ChunksPerSecond: 10, Text: "a", Complete: true,
			},
		},
		{
			// Chunks: 100, 150, 250, 350; a call's name is none. Gaps: 50, 100, 100. p50 at 1, p95 at 1.9: both between equal ones.
			// Rate: 4 / 0.4 s = 10.
			name: "reasoning and tool-call deltas",
			arrivals: []arrival{
				{100 * ms, deltaEvent(`{"reasoning_content":"hm "}`)}, {150 * ms, textEvent("so ")},
				{200 * ms, deltaEvent(`{"tool_calls":[{"index":0,"function":{"name":"run","arguments":""}}]}`)},
				{250 * ms, deltaEvent(`{"tool_calls":[{"index":0,"function":{"arguments":"{\"a\":"}}]}`)},
				{350 * ms, deltaEvent(`{"tool_calls":[{"index":0,"function":{"arguments":"1}"}}]}`)},
				{400 * ms, stopEvent}, {401 * ms, doneEvent},
			},
			want: measure.Numbers{
				FirstEvent: 100 * ms, FirstChunk: 100 * ms, Duration: 400 * ms, Total: 401 * ms, Chunks: 4,
				InterChunk: measure.Gaps{P50: 100 * ms, P95: 100 * ms, Max: 100 * ms}, ChunksPerSecond: 10, ReasoningChunks: 1, ArgumentChunks: 2, Text: "so ", Complete: true,
			},
		},
		{
			// The last count is the sum. Gap: 30. Rate: 2 / 0.04 s = 50. TPOT: (40 − 10) / (4 − 1) = 10.
			name: "usage in every event",
			arrivals: []arrival{
				{10 * ms, `data: {"choices":[{"delta":{"content":"a"}}],"usage":{"completion_tokens":1}}` + "\n\n"},
				{40 * ms, `data: {"choices":[{"delta":{"content":"b"}}],"usage":{"completion_tokens":4}}` + "\n\n"}, {41 * ms, doneEvent},
			},
			want: measure.Numbers{
				FirstEvent: 10 * ms, FirstChunk: 10 * ms, Duration: 40 * ms, Total: 41 * ms, Chunks: 2,
				InterChunk: gap(30 * ms), ChunksPerSecond: 50, Tokens: new(4), TPOT: 10 * ms, Text: "ab", Complete: true,
			},
		},
		{
			// Only "a" and "b" are chunks, among role-only, empty and usage events. Gap: 100. Rate: 2 / 0.2 s = 10.
			// TPOT: (200 − 100) / (9 − 1) = 12.5.
			name: "padded with hollow events",
			arrivals: []arrival{
				{10 * ms, roleEvent}, {20 * ms, strings.Repeat(textEvent(""), 50)}, {100 * ms, textEvent("a")}, {150 * ms, usageEvent(9) + roleEvent},
				{200 * ms, textEvent("b")}, {900 * ms, strings.Repeat(roleEvent, 50)}, {999 * ms, doneEvent},
			},
			want: measure.Numbers{
				FirstEvent: 10 * ms, FirstChunk: 100 * ms, Duration: 200 * ms, Total: 999 * ms, Chunks: 2, InterChunk: gap(100 * ms),
				ChunksPerSecond: 10, Tokens: new(9), TPOT: 12500 * time.Microsecond, Text: "ab", Complete: true,
			},
		},
		{
			// No end marker, no total. Gap: 50. Rate: 2 / 0.1 s = 20. The third event was not finished.
			name:     "cut off",
			arrivals: []arrival{{50 * ms, textEvent("de")}, {100 * ms, textEvent("f")}, {150 * ms, `data: {"choices":[{"delta":{"content":"g"`}},
			want: measure.Numbers{
				FirstEvent: 50 * ms, FirstChunk: 50 * ms, Duration: 100 * ms, Chunks: 2, InterChunk: gap(50 * ms), ChunksPerSecond: 20, Text: "def",
			},
			reason: reason.StreamBroken,
		},
		{
			// The error ends the recording, so that the end marker behind it is not seen. It lasts nothing. Rate: 1 / 0.1 s = 10.
			name:     "an error event, then an end marker",
			arrivals: []arrival{{100 * ms, textEvent("a")}, {300 * ms, `data: {"error":{"message":"CUDA error"}}` + "\n\n"}, {310 * ms, doneEvent}},
			want: measure.Numbers{
				FirstEvent: 100 * ms, FirstChunk: 100 * ms, Duration: 100 * ms, Chunks: 1, ChunksPerSecond: 10, Text: "a", Error: "CUDA error",
			},
			reason: reason.StreamBroken,
		},
	})
}
