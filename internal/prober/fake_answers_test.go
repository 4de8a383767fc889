// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// generate streams the answer.
func (f *fake) generate(w http.ResponseWriter, r *http.Request, m behavior, a asked) {
	w.Header().Set("Content-Type", "text/event-stream")
	w.WriteHeader(http.StatusOK)
	wait := m.first
	for _, token := range m.answer(a) {
		if !flushed(w) || !sleep(r.Context(), wait) {
			return
		}
		wait = m.gap
		if !f.generated() {
			<-r.Context().Done()
			return
		}
		said, _ := json.Marshal(token)
		fmt.Fprintf(w, map[string]string{
			openAIStream:    "data: {\"choices\":[{\"delta\":{\"content\":%s}}]}\n\n",
			multiLoRAStream: "data: {\"text\":%s}\n\n",
		}[a.path], said)
	}
	fmt.Fprint(w, map[string]string{openAIStream: "data: [DONE]\n\n", multiLoRAStream: "data: {\"type\":\"done\"}\n\n"}[a.path])
}

// generated counts a token, unless the engine is stalled.
func (f *fake) generated() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.stalled {
		return false
	}
	f.own++
	return true
}

// answer is the text between the first and last quotes of the prompt: what canaries ask for.
func (m behavior) answer(a asked) []string {
	first, last := strings.Index(a.prompt, `"`), strings.LastIndex(a.prompt, `"`)
	switch {
	case a.begun != "":
		return []string{m.continued(strings.Split(a.prompt, "\n")[1], a.begun)}
	case m.chatty:
		return m.tokens
	case m.tokens != nil:
		return m.tokens[:min(a.limit, len(m.tokens))]
	case first == last:
		return []string{"OK"}
	}
	return []string{a.prompt[first+1 : last]}
}

func (m behavior) continued(line, begun string) string {
	if m.goesOn != nil {
		return m.goesOn(line, begun)
	}
	return strings.TrimPrefix(line, begun)
}

func flushed(w http.ResponseWriter) bool { return http.NewResponseController(w).Flush() == nil }

// silence begins a stream and sends no token.
func silence(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	if flushed(w) {
		<-r.Context().Done()
	}
}

// hanging answers nothing.
func hanging(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

// slowly answers as usual, after some time.
func slowly(d time.Duration, usual http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if sleep(r.Context(), d) {
			usual(w, r)
		}
	}
}

// refusing answers with a status, and asks to be left alone for some seconds unless there are none.
func refusing(status int, retryAfter string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		if retryAfter != "" {
			w.Header().Set("Retry-After", retryAfter)
		}
		w.WriteHeader(status)
	}
}

// saying sends body as the whole stream.
func saying(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		fmt.Fprint(w, body)
	}
}
