// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"testing"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// Recorded from vLLM's API server, and shortened.
const openAIChat = `data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"prompt","choices":[{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}]}

data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"prompt","choices":[{"index":0,"delta":{"content":"print("},"logprobs":null,"finish_reason":null}]}

data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"prompt","choices":[{"index":0,"delta":{"content":"\"Jay\")"},"logprobs":null,"finish_reason":null}]}

data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"prompt","choices":[{"index":0,"delta":{"content":""},"logprobs":null,"finish_reason":"stop","stop_reason":null}]}

data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"prompt","choices":[],"usage":{"prompt_tokens":31,"total_tokens":38,"completion_tokens":7}}

data: [DONE]

`

const openAITold = `role "print(" "\"Jay\")" finish tokens=7 end`

// streamCase is a body, the events in it, and the reason and a part of the message of its fault.
type streamCase struct{ name, body, events, reason, says string }

func runStreams(t *testing.T, p protocol.Protocol, cases []streamCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if c.reason == "" {
				c.reason = "none"
			}
			for _, pieces := range [][]string{{c.body}, bytewise(c.body)} {
				got := replay(t, p, pieces...)
				if render(got.Events) != c.events {
					t.Errorf("got %s\n want %s", render(got.Events), c.events)
				}
				mustBe(t, got.Fault, reason.Reason(c.reason))
				mustSay(t, got.Fault, c.says)
			}
		})
	}
}

func TestOpenAIStreams(t *testing.T) {
	t.Parallel()
	const hi, done = `data: {"choices":[{"delta":{"content":"hi"}}]}` + "\n\n", "data: [DONE]\n\n"
	runStreams(t, protocol.OpenAI, []streamCase{
		{"a chat", openAIChat, openAITold, "", ""},
		{"a completion", `data: {"choices":[{"index":0,"text":"pass","finish_reason":null}]}` + "\n\n" +
			`data: {"choices":[{"text":"","finish_reason":"length"}],"usage":null}` + "\n\n" + done, `"pass" finish end`, "", ""},
		{"reasoning, newer", `data: {"choices":[{"delta":{"reasoning_content":"hm"}}]}` + "\n\n" + done, `reasoning("hm") end`, "", ""},
		{"reasoning, other name", `data: {"choices":[{"delta":{"reasoning":"hm"}}]}` + "\n\n" + done, `reasoning("hm") end`, "", ""},
		{"reasoning under both names counts once", `data: {"choices":[{"delta":{"reasoning":"hm","reasoning_content":"hm","content":null}}]}` +
			"\n\n" + done, `reasoning("hm") end`, "", ""},
		{"tool calls", `data: {"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"name":"run","arguments":""}}]}}]}` + "\n\n" +
			`data: {"choices":[{"delta":{"tool_calls":[{"function":{"arguments":"{\"a\":"}},{"function":{"arguments":"1}"}}]}}]}` + "\n\n" + done,
			`role arguments("{\"a\":1}") end`, "", ""},
		{
			"usage with each event",
			`data: {"choices":[{"delta":{"content":"a"}}],"usage":{"completion_tokens":1}}` + "\n\n" + done,
			`"a"+tokens=1 end`,
			"",
			"",
		},
		{"usage without a count", `data: {"choices":[],"usage":{}}` + "\n\n" + hi + done, `- "hi" end`, "", ""},
		{"nothing after the end marker", hi + done + hi + `data: {"error":"late"}` + "\n\n", `"hi" end`, "", ""},
		{
			"an error object, and an end marker after it",
			hi + `data: {"error":{"message":"CUDA error","type":"InternalServerError","code":500}}` + "\n\n" + done,
			`"hi" error(CUDA error)`,
			"StreamBroken",
			"engine:8000 sent an error in its stream: CUDA error",
		},
		{"an error in the shape of older builds", `data: {"object":"error","message":"out of memory","code":500}` + "\n\n" + done,
			`error(out of memory)`, "StreamBroken", "out of memory"},
		{
			"an error of which nothing is said",
			hi + `data: {"error":{}}` + "\n\n" + done,
			`"hi" error(an error event without a message)`,
			"StreamBroken",
			"",
		},
		{
			"an error by the name of the event",
			hi + "event: error\ndata: {\"message\":\"gone\"}\n\n" + done,
			`"hi" error(gone)`,
			"StreamBroken",
			"gone",
		},
		{"an error that is null is none", `data: {"error":null,"choices":[{"delta":{"content":"hi"}}]}` + "\n\n" + done, `"hi" end`, "", ""},
		{"a generation that was given up", hi + `data: {"choices":[{"delta":{},"finish_reason":"abort"}]}` + "\n\n" + done,
			`"hi" finish+error(the generation was given up with finish_reason abort)`, "StreamBroken", "given up"},
		{"no end marker", hi, `"hi"`, "StreamBroken", "without an end marker, after 1 chunks"},
		{"an end marker that was not dispatched", hi + "data: [DONE]\n", `"hi"`, "StreamBroken", "without an end marker"},
		{"nothing at all", "", "", "StreamBroken", "after 0 chunks"},
		{
			"white space alone",
			`data: {"choices":[{"delta":{"content":" \n"}}]}` + "\n\n" + done,
			`" \n" end`,
			"StreamBroken",
			"nothing but white space",
		},
		{"no text", `data: {"choices":[{"delta":{"role":"assistant"}}]}` + "\n\n" + done, `role end`, "StreamBroken", "nothing but white space"},
		{"not JSON", hi + "data: oops\n\n" + done, `"hi" error(an event that is not of the protocol)`, "StreamBroken", "not of the protocol"},
		{"JSON of another type", "data: [1,2]\n\n", `error(an event that is not of the protocol)`, "StreamBroken", ""},
		{
			"text of another type",
			`data: {"choices":[{"delta":{"content":7}}]}` + "\n\n",
			`error(an event that is not of the protocol)`,
			"StreamBroken",
			"",
		},
		{
			"the key comes back in an error",
			hi + `data: {"error":"bad key ` + secretKey + `"}` + "\n\n",
			`"hi" error(bad key [redacted])`,
			"StreamBroken",
			"bad key [redacted]",
		},
	})
}
