// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"strings"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

func TestStandardFramings(t *testing.T) {
	t.Parallel()
	lf := openAIChat
	for name, body := range map[string]string{
		"LF":                       lf,
		"CR":                       strings.ReplaceAll(lf, "\n", "\r"),
		"CRLF":                     strings.ReplaceAll(lf, "\n", "\r\n"),
		"mixed line ends":          strings.Replace(strings.Replace(lf, "\n\n", "\r\r\n", 1), "\n\n", "\n\r", 1),
		"a byte order mark":        "\uFEFF" + lf,
		"comments":                 ": hello\n\n" + strings.ReplaceAll(lf, "data:", ": ping\r\n:\ndata:"),
		"no space after the colon": strings.ReplaceAll(lf, "data: ", "data:"),
		"several data lines":       strings.ReplaceAll(lf, `,"choices"`, "\ndata: ,\"choices\""),
		"other fields":             strings.ReplaceAll(lf, "data:", "id: 7\nretry: 10\nevent: message\nfoo: bar\nfoo\ndata:"),
		"many blank lines":         "\n\n\r\n\r" + strings.ReplaceAll(lf, "\n\n", "\n\n\n\n\n"),
		"a NUL in a comment":       ": \x00\n" + lf,
		"an unfinished last event": lf + "data: {\"choices\"",
	} {
		for _, pieces := range [][]string{{body}, bytewise(body)} {
			got := replay(t, protocol.OpenAI, pieces...)
			if got.Fault != nil || render(got.Events) != openAITold {
				t.Errorf("%s: got %s, %+v", name, render(got.Events), got.Fault)
			}
		}
	}
}

func TestOddBytesInEvents(t *testing.T) {
	t.Parallel()
	event := func(text string) string { return "data: {\"text\":\"" + text + "\"}\n\n" }
	const done = "data: [DONE]\n\n"
	runStreams(t, protocol.MultiLoRA, []streamCase{
		{"characters of several bytes", event("größer 日本語 🙂") + done, `"größer 日本語 🙂" end`, "", ""},
		{"invalid UTF-8", event("a\xff\xfe\xc3b") + done, `"a���b" end`, "", ""},
		{"a raw NUL", event("a\x00b") + done, `error(an event that is not of the protocol)`, "StreamBroken", ""},
		{"an escaped NUL is a text", event(`a\u0000b`) + done, `"a\x00b" end`, "", ""},
		{"half a surrogate pair", event(`a\ud83d`) + done, `"a�" end`, "", ""},
		{"a byte order mark later on is part of a field name", event("hi") + "\uFEFF" + event("lost") + done, `"hi" end`, "", ""},
	})
}

func TestChunkTimesAreReadTimes(t *testing.T) {
	t.Parallel()
	// The second piece completes one event and begins another; the third completes that.
	source := &tape{
		pieces: []string{"data: {\"te", "xt\":\"a\"}\n\ndata: {\"text\"", ":\"b\"}\n\ndata: {\"text\":\"c\"}\n\n", "data: [DONE]\n\n"},
	}
	start := time.Now()
	got := listener(t, protocol.MultiLoRA).record(withTimeout(t, patience), source, start)
	mustBe(t, got.Fault, "none")
	for i, read := range []int{1, 2, 2, 3} {
		at := start.Add(got.Events[i].At)
		if at.Before(source.played[read]) || read+1 < len(source.played) && at.After(source.played[read+1]) {
			t.Errorf("event %d came at %v, which is not the time of read %d", i, got.Events[i].At, read)
		}
	}
	if got.Events[1].At != got.Events[2].At {
		t.Errorf("two events of one read came at %v and %v", got.Events[1].At, got.Events[2].At)
	}
}
