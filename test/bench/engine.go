// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"
)

// order is what a client wants of the engine. It travels in the prompt, so that every proxy lets it pass.
type request struct {
	tokens   int
	interval time.Duration // between tokens; 0: flat out; below 0: after its first tokens the stream is idle
}

// beforeIdle is how many tokens an idle stream has.
const beforeIdle = 3

func (o request) prompt() string {
	return fmt.Sprintf("tokens %d interval %d", o.tokens, o.interval.Microseconds())
}

func parseRequest(prompt string) (request, error) {
	var o request
	var micros int64
	if _, err := fmt.Sscanf(prompt, "tokens %d interval %d", &o.tokens, &micros); err != nil {
		return o, fmt.Errorf("read the prompt %q: %w", prompt, err)
	}
	o.interval = time.Duration(micros) * time.Microsecond
	return o, nil
}

// engine speaks OpenAI's protocol as vLLM does: an event for each token, and a write for each event.
func engine() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /health", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("GET /v1/models", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"object":"list","data":[{"id":"prompt","object":"model","parent":null,"max_model_len":32768}]}`)
	})
	mux.HandleFunc("POST /v1/chat/completions", chat)
	return mux
}

func chat(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Messages []struct {
			Content string `json:"content"`
		} `json:"messages"`
	}
	err := json.NewDecoder(r.Body).Decode(&body)
	if err != nil || len(body.Messages) == 0 {
		http.Error(w, "no messages", http.StatusBadRequest)
		return
	}
	o, err := parseRequest(body.Messages[0].Content)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	v := eventWriter{w: w, flusher: http.NewResponseController(w)}
	v.write(r.Context(), o)
}

// eventWriter writes the events of one answer.
type eventWriter struct {
	w       io.Writer
	flusher *http.ResponseController
	event   []byte
	text    []byte
}

const (
	head = `data: {"id":"chatcmpl-6f1d4c0b1f2a4b7f9d3e5a7c9b1d3f5e","object":"chat.completion.chunk","created":1767225600,"model":"prompt","choices":[{"index":0,"delta":{`
	tail = `},"logprobs":null,"finish_reason":null}]}` + "\n\n"
	last = `},"logprobs":null,"finish_reason":"length"}]}` + "\n\n"
	done = "data: [DONE]\n\n"
)

func (v *eventWriter) write(ctx context.Context, o request) {
	v.writeEvent(head + `"role":"assistant","content":""` + tail)
	start := time.Now()
	for i := range o.tokens - 1 {
		if !pause(ctx, start, i, o) {
			return
		}
		v.text = stamped(v.text, time.Now())
		v.token(v.text[len(v.text)-tokenBytes:])
	}
	if !pause(ctx, start, o.tokens-1, o) {
		return
	}
	v.token(checksum(v.text))
	v.writeEvent(head + last + done)
}

// pause waits for the turn of token i, and reports whether it comes.
func pause(ctx context.Context, start time.Time, i int, o request) bool {
	if o.interval < 0 && i >= beforeIdle {
		<-ctx.Done()
		return false
	}
	if o.interval > 0 {
		time.Sleep(time.Until(start.Add(time.Duration(i) * o.interval)))
	}
	return ctx.Err() == nil
}

func (v *eventWriter) token(token []byte) {
	v.event = append(append(append(append(v.event[:0], head+`"content":"`...), token...), '"'), tail...)
	_, _ = v.w.Write(v.event) // a client that went is noticed by its context
	_ = v.flusher.Flush()
}

func (v *eventWriter) writeEvent(event string) {
	_, _ = io.WriteString(v.w, event)
	_ = v.flusher.Flush()
}
