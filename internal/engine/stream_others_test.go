// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"testing"

	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

func TestMultiLoRAStreams(t *testing.T) {
	t.Parallel()
	const hi, done, older = `data: {"text":"hi"}` + "\n\n", `data: {"type":"done","text":""}` + "\n\n", "data: [DONE]\n\n"
	runStreams(t, protocol.MultiLoRA, []streamCase{
		{"a newer build", hi + `data: {"text":" there"}` + "\n\n" + done, `"hi" " there" end`, "", ""},
		{"an older build", hi + older, `"hi" end`, "", ""},
		{"both end markers", hi + done + older, `"hi" end`, "", ""},
		{"a text with the end marker", hi + `data: {"type":"done","text":"!"}` + "\n\n", `"hi" "!"+end`, "", ""},
		{"an error, and an end marker after it", hi + `data: {"error":"LoRA not loaded"}` + "\n\n" + done, `"hi" error(LoRA not loaded)`, "StreamBroken", "LoRA not loaded"},
		{"an error and an older end marker", `data: {"error":"x"}` + "\n\n" + older, `error(x)`, "StreamBroken", "x"},
		{"an empty error", hi + `data: {"error":""}` + "\n\n" + done, `"hi" error(an error event without a message)`, "StreamBroken", ""},
		{"empty texts are no chunks", hi + `data: {"text":""}` + "\n\n" + done, `"hi" - end`, "", ""},
		{"unknown objects are no chunks", hi + `data: {"note":1}` + "\n\n" + done, `"hi" - end`, "", ""},
		{"no end marker", hi, `"hi"`, "StreamBroken", "without an end marker"},
		{"white space alone", `data: {"text":"\n\n "}` + "\n\n" + done, `"\n\n " end`, "StreamBroken", "white space"},
		{"not JSON", "data: {\n\n", `error(an event that is not of the protocol)`, "StreamBroken", ""},
	})
}

func TestCodeGenStreams(t *testing.T) {
	t.Parallel()
	const hi, done, older = `data: {"type":"token","content":"hi","is_complete":false}` + "\n\n",
		`data: {"type":"done","content":"","is_complete":true}` + "\n\n", "data: [DONE]\n\n"
	runStreams(t, protocol.CodeGen, []streamCase{
		{"token by token", hi + hi + done, `"hi" "hi" end`, "", ""},
		{"both end markers", hi + done + older, `"hi" end`, "", ""},
		{"a buffered build", `data: {"text":"hi","chunk_id":7,"timestamp":1.5}` + "\n\n" + older, `"hi" end`, "", ""},
		{"a last token that says so", `data: {"type":"token","content":"hi","is_complete":true}` + "\n\n" + done, `"hi"+finish end`, "", ""},
		{"an error event is no chunk", hi + `data: {"type":"error","content":"engine down","is_complete":true}` + "\n\n" + done,
			`"hi" error(engine down)`, "StreamBroken", "engine down"},
		{"an error event without words", `data: {"type":"error","content":""}` + "\n\n", `error(an error event without a message)`, "StreamBroken", ""},
		{"a bare error", hi + `data: {"error":"overrun"}` + "\n\n" + older, `"hi" error(overrun)`, "StreamBroken", "overrun"},
		{"an error object", hi + `data: {"error":{"message":"overrun"}}` + "\n\n" + older, `"hi" error(overrun)`, "StreamBroken", "overrun"},
		{"no end marker", hi, `"hi"`, "StreamBroken", "without an end marker"},
		{"white space alone", `data: {"type":"token","content":" "}` + "\n\n" + done, `" " end`, "StreamBroken", "white space"},
		{"not JSON", "data: hello\n\n", `error(an event that is not of the protocol)`, "StreamBroken", ""},
	})
}
