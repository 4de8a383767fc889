// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// TestChunksKeepTheRangeWhateverIsBesideTheText: members that change from event to event, and events without text, neither add chunks nor
// lose text.
func TestChunksKeepTheRangeWhateverIsBesideTheText(t *testing.T) {
	for name, event := range map[string]string{
		"role in all events":                `{"id":"a","choices":[{"index":0,"delta":{"role":"assistant","content":"t%[1]d "}}]}`,
		"role and changing id in all":       `{"id":"a%[1]d","choices":[{"index":0,"delta":{"role":"assistant","content":"t%[1]d "}}]}`,
		"role, empty, and changing created": `{"created":%[1]d,"choices":[{"index":0,"delta":{"role":null,"content":"t%[1]d "}}]}`,
		"changing id":                       `{"id":"a%[1]d","choices":[{"index":0,"delta":{"content":"t%[1]d "}}]}`,
		"changing created":                  `{"created":%[1]d,"choices":[{"index":0,"delta":{"content":"t%[1]d "}}]}`,
		"usage in all":                      `{"choices":[{"index":0,"delta":{"content":"t%[1]d "}}],"usage":{"completion_tokens":%[1]d}}`,
		"empty reasoning in all":            `{"choices":[{"index":0,"delta":{"content":"t%[1]d ","reasoning":null,"reasoning_content":""}}]}`,
		"empty content between": `{"id":"a%[1]d","choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}` + "\n\ndata: " +
			`{"id":"b%[1]d","choices":[{"index":0,"delta":{"content":"t%[1]d "}}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			s := stage(t, protocol.OpenAI, protocol.OpenAI)
			s.change(func(t *table.Table) { t.Chunks.Min, t.Chunks.Max, t.Hold = 10, 20, time.Hour })
			var answer, want strings.Builder
			for i := 1; i <= 300; i++ {
				fmt.Fprintf(&answer, "data: "+event+"\n\n", i)
				fmt.Fprintf(&want, "t%d ", i)
			}
			s.scripted(protocol.OpenAI, eventStream, answer.String()+chatEnd+"data: [DONE]\n\n")
			a := s.post(t.Context(), "/v1/chat/completions", `{"model":"m","messages":[{}],"stream":true,"max_tokens":300}`)
			st := a.story(t)
			if st.text != want.String() || !st.done || st.chunks < 10 || st.chunks > 20 {
				t.Errorf("%d chunks, want 10..20; done %t, %d characters, want %d", st.chunks, st.done, len(st.text), want.Len())
			}
		})
	}
}

// partsOf is the text, the reasoning and the arguments of a stream, with the number of events that have some.
func partsOf(events []string) (text, reasoning, arguments string, chunks, usages int) {
	for _, event := range events {
		var e struct {
			anyEvent
			Usage *struct{} `json:"usage"`
		}
		_ = json.Unmarshal([]byte(event), &e)
		before := len(text) + len(reasoning) + len(arguments)
		for _, c := range e.Choices {
			text += c.Delta.Content
			reasoning += c.Delta.Reasoning + c.Delta.ReasoningContent
			for _, tool := range c.Delta.Tools {
				arguments += tool.Function.Arguments
			}
		}
		if len(text)+len(reasoning)+len(arguments) > before {
			chunks++
		}
		if e.Usage != nil {
			usages++
		}
	}
	return text, reasoning, arguments, chunks, usages
}

// TestPartsKeepTheRange: reasoning and the arguments of tool calls are joined by the schedule of text, and nothing of them is lost,
// doubled or brought out of order. Events that only count tokens do not close a chunk.
func TestPartsKeepTheRange(t *testing.T) {
	for name, c := range map[string]struct {
		events   []string // of which each is sent 300 times, with a number in it, one kind after the other
		together bool     // the kinds take turns
		most     int
	}{
		"reasoning":               {events: []string{`{"choices":[{"index":0,"delta":{"reasoning":"r%d "}}]}`}, most: 20},
		"reasoning_content":       {events: []string{`{"choices":[{"index":0,"delta":{"content":null,"reasoning_content":"r%d "}}]}`}, most: 20},
		"a role in each":          {events: []string{`{"id":"a","choices":[{"index":0,"delta":{"role":"assistant","content":"","reasoning":"r%d "}}]}`}, most: 20},
		"arguments":               {events: []string{`{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"a%d "}}]}}]}`}, most: 20},
		"arguments with an id":    {events: []string{`{"choices":[{"index":0,"delta":{"tool_calls":[{"id":"c1","type":"function","index":0,"function":{"name":null,"arguments":"a%d "}}]}}]}`}, most: 20},
		"arguments of two calls":  {events: []string{`{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"a%d "}}]}}]}`, `{"choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"function":{"arguments":"b%d "}}]}}]}`}, most: 22},
		"reasoning, then text":    {events: []string{`{"choices":[{"index":0,"delta":{"reasoning":"r%d "}}]}`, `{"choices":[{"index":0,"delta":{"content":"t%d "}}]}`}, most: 22},
		"usage between texts":     {events: []string{`{"choices":[{"index":0,"delta":{"content":"t%d "}}]}`, `{"choices":[],"usage":{"completion_tokens":%d}}`}, together: true, most: 20},
		"usage between reasoning": {events: []string{`{"choices":[{"index":0,"delta":{"reasoning":"r%d "}}]}`, `{"choices":[],"usage":{"completion_tokens":%d}}`}, together: true, most: 20},
		"a name in each":          {events: []string{`{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"name":"f","arguments":"a%d "}}]}}]}`}, most: 300},
		"both names":              {events: []string{`{"choices":[{"index":0,"delta":{"reasoning":"r%[1]d ","reasoning_content":"r%[1]d "}}]}`}, most: 300},
		"text beside reasoning":   {events: []string{`{"choices":[{"index":0,"delta":{"content":"t%[1]d ","reasoning":"r%[1]d "}}]}`}, most: 300},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := stage(t, protocol.OpenAI, protocol.OpenAI)
			s.change(func(t *table.Table) { t.Chunks.Min, t.Chunks.Max, t.Hold = 10, 20, time.Hour })
			var sent []string
			for i := range 300 * len(c.events) {
				kind, n := i/300, i%300
				if c.together {
					kind, n = i%len(c.events), i/len(c.events)
				}
				sent = append(sent, fmt.Sprintf(c.events[kind], n+1))
			}
			end := `{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}`
			s.scripted(protocol.OpenAI, eventStream, "data: "+strings.Join(append(sent, end, "[DONE]"), "\n\ndata: ")+"\n\n")
			a := s.post(t.Context(), "/v1/chat/completions", fmt.Sprintf(`{"model":"m","messages":[{}],"stream":true,"max_tokens":%d}`, 300*len(c.events)))
			text, reasoning, arguments, _, usages := partsOf(sent)
			gotText, gotReasoning, gotArguments, chunks, gotUsages := partsOf(a.events)
			if gotText != text || gotReasoning != reasoning || gotArguments != arguments || a.events[len(a.events)-1] != "[DONE]" {
				t.Errorf("%d, %d and %d characters, want %d, %d and %d", len(gotText), len(gotReasoning), len(gotArguments), len(text), len(reasoning), len(arguments))
			}
			if chunks < 10 || chunks > c.most || usages > 0 && gotUsages == 0 {
				t.Errorf("%d chunks, want 10..%d; %d events count tokens", chunks, c.most, gotUsages)
			}
		})
	}
}

// TestReasoningIsNotMixedWithTextOfAnotherProtocol: an engine breaks while its reasoning is held, and one of another protocol begins the answer.
func TestReasoningIsNotMixedWithTextOfAnotherProtocol(t *testing.T) {
	t.Parallel()
	for _, p := range []protocol.Protocol{protocol.MultiLoRA, protocol.CodeGen} {
		s := stage(t, protocol.OpenAI, p)
		s.change(func(t *table.Table) { t.Chunks.Min, t.Chunks.Max, t.Hold = 1, 2, time.Hour })
		want := s.answerTo(printJay)
		thinks := newPlayer(t, func(w http.ResponseWriter, _ request) {
			abort(w, delta(`"reasoning":"a "`)+delta(`"reasoning":"b "`)+delta(`"reasoning":"c "`))
		})
		s.change(func(t *table.Table) {
			t.VLLM = &table.Engine{Name: table.VLLM, Protocol: protocol.OpenAI, URL: thinks.url}
		})
		a := s.post(t.Context(), kinds["chat"].path, kinds["chat"].body(printJay, ""))
		text, reasoning, _, _, _ := partsOf(a.events)
		if text != want || reasoning != "a b c " || !a.story(t).done {
			t.Errorf("%s: the text is %q, want %q; the reasoning %q; %s", p, text, want, reasoning, a.body)
		}
	}
}

// TestTheLatestUsageComesLast: usage that was kept back while text was held does not come after a newer one.
func TestTheLatestUsageComesLast(t *testing.T) {
	t.Parallel()
	s := stage(t, protocol.OpenAI, protocol.OpenAI)
	s.change(func(t *table.Table) { t.Chunks.Min, t.Chunks.Max, t.Hold = 1, 2, time.Hour })
	usage := func(n int) string {
		return fmt.Sprintf(`data: {"choices":[],"usage":{"completion_tokens":%d}}`+"\n\n", n)
	}
	last := `data: {"choices":[{"index":0,"delta":{"content":"d"},"finish_reason":"stop"}]}` + "\n\n"
	s.scripted(protocol.OpenAI, eventStream, content("a")+content("b")+usage(2)+content("c")+usage(3)+last+usage(4)+chatMarker)
	a := s.post(t.Context(), kinds["chat"].path, kinds["chat"].body(printJay, ""))
	st := a.story(t)
	if st.text != "abcd" || st.usage != 4 || a.events[len(a.events)-2] != strings.TrimSpace(strings.TrimPrefix(usage(4), "data: ")) {
		t.Errorf("%s", a.body)
	}
}
