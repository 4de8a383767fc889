// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

// said is what a client got.
type said struct {
	status  int
	header  http.Header
	trailer http.Header
	events  []string
	body    string
	err     error
}

// post sends a body, and reads the answer to its end.
func (s *scene) post(ctx context.Context, path, body string) said {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url+path, strings.NewReader(body))
	if err != nil {
		return said{err: err}
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := s.client.Do(req)
	if err != nil {
		return said{err: err}
	}
	defer resp.Body.Close()
	a := said{status: resp.StatusCode, header: resp.Header}
	raw, err := io.ReadAll(resp.Body)
	a.body, a.err, a.trailer = string(raw), err, resp.Trailer
	if strings.HasPrefix(resp.Header.Get("Content-Type"), "text/event-stream") {
		a.events = events(a.body)
	}
	return a
}

func events(body string) []string {
	var all []string
	lines := bufio.NewScanner(strings.NewReader(body))
	lines.Buffer(nil, 1<<22)
	for lines.Scan() {
		if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
			all = append(all, data)
		}
	}
	return all
}

// part is any event of any client's protocol.
type part struct {
	ID      string `json:"id"`
	Choices []struct {
		Delta struct {
			Content   string          `json:"content"`
			Reasoning string          `json:"reasoning_content"`
			Tools     json.RawMessage `json:"tool_calls"`
		} `json:"delta"`
		Text    string `json:"text"`
		Message struct {
			Content string `json:"content"`
		} `json:"message"`
		Finish string `json:"finish_reason"`
	} `json:"choices"`
	Usage *struct {
		Completion int `json:"completion_tokens"`
		Prompt     int `json:"prompt_tokens"`
	} `json:"usage"`
	Type    string          `json:"type"`
	Content string          `json:"content"`
	Plain   string          `json:"text"`
	Error   json.RawMessage `json:"error"`
	Code    string          `json:"generated_code"`
}

func (p part) text() string {
	text := p.Plain
	if p.Type != "error" {
		text += p.Content
	}
	for _, c := range p.Choices {
		text += c.Delta.Content + c.Text
	}
	return text
}

// story is what a stream came to.
type story struct {
	text, finish string
	chunks       int
	longest      int // bytes of a chunk, of the first 2000
	done         bool
	failed       string
	usage        int
	ids          map[string]bool
}

func (a said) story(t testing.TB) story {
	t.Helper()
	st := story{ids: map[string]bool{}}
	for _, e := range a.events {
		st.add(t, e)
	}
	return st
}

func (st *story) add(t testing.TB, event string) {
	if event == "[DONE]" {
		st.done = true
		return
	}
	var p part
	if err := json.Unmarshal([]byte(event), &p); err != nil {
		t.Errorf("an event that is no JSON: %q: %v", event, err)
		return
	}
	if text := p.text(); text != "" {
		st.chunks++
		if st.chunks <= 2000 {
			st.longest = max(st.longest, len(text))
		}
		st.text += text
	}
	if p.ID != "" {
		st.ids[p.ID] = true
	}
	for _, c := range p.Choices {
		st.finish += c.Finish
	}
	if p.Usage != nil {
		st.usage = p.Usage.Completion
	}
	st.done = st.done || p.Type == "done"
	if p.Type == "error" || len(p.Error) > 0 {
		st.failed = event
	}
}

// kind is one way for a client to ask.
type kind struct {
	path   string
	stream bool
	openAI bool
}

var kinds = map[string]kind{
	"chat":               {"/v1/chat/completions", true, true},
	"chat at once":       {"/v1/chat/completions", false, true},
	"completion":         {"/v1/completions", true, true},
	"completion at once": {"/v1/completions", false, true},
	"codegen":            {"/api/v1/code/generate/stream", true, false},
	"codegen at once":    {"/api/v1/code/generate", false, false},
}

// body asks for a prompt's answer; more are members behind a comma.
func (k kind) body(prompt, more string) string {
	switch {
	case !k.openAI:
		return fmt.Sprintf(`{"prompt":%q,"model_type":"code_generation","context":""%s}`, prompt, more)
	case k.path == "/v1/completions":
		return fmt.Sprintf(`{"model":"prompt","prompt":%q,"stream":%t%s}`, prompt, k.stream, more)
	}
	return fmt.Sprintf(`{"model":"prompt","messages":[{"role":"user","content":%q}],"stream":%t%s}`, prompt, k.stream, more)
}

const printJay = `Write one line of Python that prints "Jay-abc123". Code only.`

// answerTo is what every simulated engine says to a prompt.
func (s *scene) answerTo(prompt string) string { return s.answerFrom(s.reference(), prompt) }

func (s *scene) answerFrom(reference, prompt string) string {
	s.t.Helper()
	req, _ := http.NewRequestWithContext(context.Background(), http.MethodPost, reference,
		strings.NewReader(fmt.Sprintf(`{"model":"prompt","messages":[{"role":"user","content":%q}]}`, prompt)))
	resp, err := s.client.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	var p part
	if err := json.NewDecoder(resp.Body).Decode(&p); err != nil || len(p.Choices) != 1 {
		s.t.Fatalf("the reference engine: %v", err)
	}
	return p.Choices[0].Message.Content
}
