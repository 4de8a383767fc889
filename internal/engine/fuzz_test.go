// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"context"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

func FuzzOpenAIStream(f *testing.F) {
	for _, body := range []string{
		openAIChat, strings.ReplaceAll(openAIChat, "\n", "\r"), "\uFEFF" + strings.ReplaceAll(openAIChat, "\n", "\r\n"),
		`data: {"choices":[{"index":0,"text":"pass","finish_reason":"stop"}]}` + "\n\ndata: [DONE]\n\n",
		`data: {"choices":[{"delta":{"tool_calls":[{"function":{"arguments":"1"}}],"reasoning":"x"}}]}` + "\n\n",
		`data: {"error":{"message":"CUDA error","type":"InternalServerError","code":500}}` + "\n\ndata: [DONE]\n\n",
		`data: {"object":"error","message":"out of memory","code":500}` + "\n\n", "event: error\ndata: gone\n\n",
		"data: {\"choices\":\ndata: []}\n\n: ping\n\ndata: [DONE]\n", "data: " + strings.Repeat("[", 100) + "\n\n",
	} {
		f.Add([]byte(body), uint8(0))
	}
	fuzzStream(f, protocol.OpenAI)
}

func FuzzMultiLoRAStream(f *testing.F) {
	for _, body := range []string{
		"data: {\"text\":\"hi\"}\n\ndata: {\"type\":\"done\",\"text\":\"\"}\n\n", "data: {\"text\":\"hi\"}\r\rdata: [DONE]\r\r",
		"data: {\"error\":\"LoRA not loaded\"}\n\ndata: {\"type\":\"done\"}\n\n", "data: {\"text\":\"\xff\x00\xc3\"}\n\n",
		"data: {\"text\":\"日本\\ud83d\"}\n\n",
	} {
		f.Add([]byte(body), uint8(1))
	}
	fuzzStream(f, protocol.MultiLoRA)
}

func FuzzCodeGenStream(f *testing.F) {
	for _, body := range []string{
		"data: {\"type\":\"token\",\"content\":\"hi\",\"is_complete\":false}\n\ndata: {\"type\":\"done\",\"content\":\"\",\"is_complete\":true}\n\ndata: [DONE]\n\n",
		"data: {\"text\":\"hi\",\"chunk_id\":7,\"timestamp\":1.5}\n\ndata: [DONE]\n\n",
		"data: {\"type\":\"error\",\"content\":\"down\",\"is_complete\":true}\n\n", "data: {\"error\":{\"message\":\"x\"}}\n\n",
	} {
		f.Add([]byte(body), uint8(7))
	}
	fuzzStream(f, protocol.CodeGen)
}

// fuzzStream feeds bodies through the whole path of a stream, cut into reads of a size.
func fuzzStream(f *testing.F, p protocol.Protocol) {
	client := listener(f, p)
	f.Fuzz(func(t *testing.T, body []byte, size uint8) {
		pieces := []string{}
		for rest := string(body); rest != ""; {
			n := min(int(size)+1, len(rest))
			if size == 0 {
				n = len(rest)
			}
			pieces, rest = append(pieces, rest[:n]), rest[n:]
		}
		got := client.record(context.Background(), &tape{pieces: pieces}, time.Now())
		checkRecording(t, got)
		whole := client.record(context.Background(), &tape{pieces: []string{string(body)}}, time.Now())
		if render(got.Events) != render(whole.Events) || reasonOf(got.Fault) != reasonOf(whole.Fault) {
			t.Errorf("cut into reads it is %s (%v), whole %s (%v)", render(got.Events), got.Fault, render(whole.Events), whole.Fault)
		}
	})
}

// checkRecording holds what is true of every recording.
func checkRecording(t *testing.T, r Recording) {
	t.Helper()
	if len(r.Events) > maxEvents || len(textOf(r.Events)) > 3*maxStream { // one bad byte becomes a character of three
		t.Errorf("there are %d events with %d bytes", len(r.Events), len(textOf(r.Events)))
	}
	for i, e := range r.Events {
		checkEvent(t, r, i)
		if i > 0 && e.At < r.Events[i-1].At || e.At < 0 {
			t.Errorf("event %d goes back in time", i)
		}
	}
	if r.Fault == nil && (len(r.Events) == 0 || !r.Events[len(r.Events)-1].End) {
		t.Error("all is well without an end marker")
	}
	mustSay(t, r.Fault, "")
}

func checkEvent(t *testing.T, r Recording, i int) {
	t.Helper()
	e, last := r.Events[i], i == len(r.Events)-1
	if !utf8.ValidString(e.Text + e.Reasoning + e.Arguments) {
		t.Errorf("event %d has a text that is not UTF-8", i)
	}
	if e.Error != "" && (r.Fault == nil || !last || e.Error != tidy(e.Error, maxExcerpt)) {
		t.Errorf("event %d is an error: %q, and the fault is %v", i, e.Error, r.Fault)
	}
	if e.End && !last {
		t.Errorf("event %d is an end marker, and there is more", i)
	}
}
