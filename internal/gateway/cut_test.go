// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// pieces are the tokens of the answer that the engines of these tests give, in every choice.
var pieces = []string{"func", " größe", "(", "x", ")", " {", "\n\t", `"`, "日本", "\\", " return", "\n", "}", " // 🙂"}

// cutEngines are two engines, of which the first answers end after so many bytes.
type cutEngines struct {
	mu    sync.Mutex // guards what follows
	cuts  map[table.Name]int
	asked int
	// refusing: once each was cut, they refuse what they are asked.
	refusing bool
}

func (c *cutEngines) serve(name table.Name, p protocol.Protocol) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		c.mu.Lock()
		cut, faulty := c.cuts[name]
		delete(c.cuts, name)
		c.asked++
		refuse := !faulty && c.refusing
		c.mu.Unlock()
		if refuse {
			http.Error(w, `{"error":{"message":"no"}}`, http.StatusBadRequest)
			return
		}
		kind, answer := answerOf(p, r.URL.Path, body)
		w.Header().Set("Content-Type", kind)
		if !faulty || cut >= len(answer) {
			_, _ = io.WriteString(w, answer)
			return
		}
		_, _ = io.WriteString(w, answer[:cut])
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
}

// answerOf is a whole answer to a request, or the rest of one that it asks to continue.
func answerOf(p protocol.Protocol, path string, body []byte) (kind, answer string) {
	var ask struct {
		Prompt   json.RawMessage
		Messages []struct{ Role, Content string }
		Stream   bool
		N        int
		Continue bool `json:"continue_final_message"`
	}
	_ = json.Unmarshal(body, &ask)
	left, whole := pieces, strings.Join(pieces, "")
	begun := ""
	if ask.Continue {
		begun = ask.Messages[len(ask.Messages)-1].Content
	}
	var prompt string
	if _ = json.Unmarshal(ask.Prompt, &prompt); strings.Contains(prompt, "ANSWER:") {
		_, begun, _ = strings.Cut(prompt, "ANSWER:")
	}
	if begun != "" {
		left = []string{strings.TrimPrefix(whole, begun)}
	}
	switch {
	case p != protocol.OpenAI:
		return eventStream, plainStream(p, left)
	case ask.Stream:
		return eventStream, choicesStream(strings.HasSuffix(path, "/chat/completions"), left, max(ask.N, 1))
	}
	return "application/json", choicesDocument(strings.HasSuffix(path, "/chat/completions"), max(ask.N, 1))
}

func plainStream(p protocol.Protocol, tokens []string) string {
	var b strings.Builder
	for _, word := range tokens {
		fmt.Fprintf(&b, `data: {"text":%s}`+"\n\n", asJSON(word))
	}
	if p == protocol.CodeGen {
		return b.String() + `data: {"type":"token","content":"","is_complete":true}` + "\n\n"
	}
	return b.String() + `data: {"type":"done","text":""}` + "\n\n"
}

func choicesStream(chat bool, tokens []string, n int) string {
	var b strings.Builder
	event := func(choice int, text, finish string) {
		part := `"text":` + asJSON(text)
		if chat {
			part = `"delta":{"content":` + asJSON(text) + `}`
		}
		fmt.Fprintf(&b, `data: {"id":"x","created":1,"model":"m","choices":[{"index":%d,%s,"finish_reason":%s}]}`+"\n\n", choice, part, finish)
	}
	for i, word := range tokens {
		finish := "null"
		if i == len(tokens)-1 { // as vLLM does it, with the last text
			finish = `"stop"`
		}
		for choice := range n {
			event(choice, word, finish)
		}
	}
	return b.String() + "data: [DONE]\n\n"
}

func choicesDocument(chat bool, n int) string {
	var choices []string
	for choice := range n {
		part := `"text":` + asJSON(strings.Join(pieces, ""))
		if chat {
			part = `"message":{"role":"assistant","content":` + asJSON(strings.Join(pieces, "")) + `}`
		}
		choices = append(choices, fmt.Sprintf(`{"index":%d,%s,"finish_reason":"stop"}`, choice, part))
	}
	return `{"id":"x","object":"chat.completion","choices":[` + strings.Join(choices, ",") + `]}`
}

func asJSON(v any) string {
	b, _ := json.Marshal(v)
	return string(b)
}

// place puts two engines of these protocols behind the gateway.
func (c *cutEngines) place(s *scene, base string, vllm, legacy protocol.Protocol) {
	s.change(func(t *table.Table) {
		a, _ := url.Parse(base + "/vllm/" + string(vllm))
		b, _ := url.Parse(base + "/legacy/" + string(legacy))
		t.VLLM = &table.Engine{Name: table.VLLM, Protocol: vllm, URL: a}
		t.Legacy = &table.Engine{Name: table.Legacy, Protocol: legacy, URL: b}
	})
}

func (c *cutEngines) start(t *testing.T) string {
	mux := http.NewServeMux()
	for _, name := range []table.Name{table.VLLM, table.Legacy} {
		for _, p := range protocols {
			prefix := "/" + string(name) + "/" + string(p)
			mux.Handle(prefix+"/", http.StripPrefix(prefix, c.serve(name, p)))
		}
	}
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

// TestACutIsNeverTakenForAnEnd: however an answer is cut, that of the first engine or of the one that goes on, the client gets the whole of
// it or an error.
func TestACutIsNeverTakenForAnEnd(t *testing.T) {
	c := &cutEngines{}
	s := stage(t, protocol.OpenAI, protocol.OpenAI)
	base := c.start(t)
	rapid.Check(t, func(rt *rapid.T) {
		vllm, legacy := rapid.SampledFrom(protocols).Draw(rt, "vllm"), rapid.SampledFrom(protocols).Draw(rt, "legacy")
		name := rapid.SampledFrom([]string{
			"chat", "chat at once", "completion", "completion at once", "codegen", "codegen at once",
		}).Draw(rt, "kind")
		n := rapid.IntRange(1, 3).Draw(rt, "n")
		more := ""
		if k := kinds[name]; k.openAI && n > 1 && vllm == protocol.OpenAI && legacy == protocol.OpenAI {
			more = fmt.Sprintf(`,"n":%d`, n)
		} else {
			n = 1
		}
		c.mu.Lock()
		c.cuts = map[table.Name]int{
			table.VLLM:   rapid.IntRange(0, 3000).Draw(rt, "cut of vllm"),
			table.Legacy: rapid.IntRange(0, 3000).Draw(rt, "cut of legacy"),
		}
		c.refusing = rapid.Bool().Draw(rt, "refusing")
		c.mu.Unlock()
		c.place(s, base, vllm, legacy)
		k := kinds[name]
		a := s.post(t.Context(), k.path, k.body("ask ANSWER:", more))
		if problem := wholeOrError(k, a, n); problem != "" {
			rt.Fatalf("%s: status %d, %v, %s", problem, a.status, a.err, a.body)
		}
	})
}

// wholeOrError is what is wrong with an answer that has to be whole, or an error; empty: nothing.
func wholeOrError(k kind, a said, n int) string {
	want := strings.Join(pieces, "")
	switch {
	case a.err != nil:
		return "the connection broke"
	case a.status != http.StatusOK:
		return ""
	case !k.stream:
		return wholeDocument(k, a.body, n, want)
	}
	texts, finished, ended, failed := choicesOf(a.events)
	switch {
	case failed == ended:
		return fmt.Sprintf("ended %t, failed %t", ended, failed)
	case failed:
		for _, text := range texts {
			if !strings.HasPrefix(want, text) {
				return "garbled before the error"
			}
		}
		return ""
	}
	for choice := range n {
		if texts[choice] != want || k.openAI && finished[choice] != 1 {
			return fmt.Sprintf("choice %d is %q, finished %d times", choice, texts[choice], finished[choice])
		}
	}
	return ""
}

func wholeDocument(k kind, body string, n int, want string) string {
	var p part
	if err := json.Unmarshal([]byte(body), &p); err != nil {
		return err.Error()
	}
	if !k.openAI {
		if p.Code != want {
			return "not the whole text"
		}
		return ""
	}
	if len(p.Choices) != n {
		return "not all choices"
	}
	for _, c := range p.Choices {
		if c.Message.Content+c.Text != want {
			return "not the whole text"
		}
	}
	return ""
}

// choicesOf reads a stream choice by choice.
func choicesOf(events []string) (texts map[int]string, finished map[int]int, ended, failed bool) {
	texts, finished = map[int]string{}, map[int]int{}
	for _, event := range events {
		var p struct {
			part
			Choices []struct {
				Index  int
				Text   string
				Delta  struct{ Content string }
				Finish string `json:"finish_reason"`
			} `json:"choices"`
		}
		_ = json.Unmarshal([]byte(event), &p)
		ended = ended || event == "[DONE]" || p.Type == "done" || p.Type == "token" && strings.Contains(event, `"is_complete":true`)
		failed = failed || p.Type == "error" || len(p.Error) > 0
		if p.Type != "error" {
			texts[0] += p.Content + p.Plain
		}
		for _, c := range p.Choices {
			texts[c.Index] += c.Text + c.Delta.Content
			if c.Finish != "" {
				finished[c.Index]++
			}
		}
	}
	return texts, finished, ended, failed
}
