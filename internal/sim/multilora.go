// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

func multiLoRARoutes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /health", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, http.StatusOK, object{"status": "healthy", "timestamp": now()})
	})
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		reply(w, http.StatusOK, multiLoRAModels("running", callOf(r).listed()))
	})
	mux.HandleFunc("POST /generate/stream", authenticated(multiLoRAStream))
	return mux
}

func multiLoRAModels(status string, models []string) object {
	return object{"service": "vLLM Multi-LoRA Server", "version": "1.0.0", "status": status, "available_models": models}
}

func multiLoRAStream(w http.ResponseWriter, r *http.Request) {
	c := callOf(r)
	b := c.body
	if rejectInvalid(w, append(b.unreadable(), b.multiLoRAProblems()...)) {
		return
	}
	switch {
	case c.server(b.ModelType) == "":
		c.fail(w, http.StatusBadRequest, fmt.Sprintf("Unknown model_type: %s", b.ModelType))
		return
	case c.broken(b.ModelType):
		c.fail(w, http.StatusInternalServerError, "Failed to load LoRA adapter "+b.ModelType)
		return
	}
	prompt, partial := c.split(string(*b.Prompt))
	if c.refuses(w, partial) {
		return
	}
	g := c.generate(prompt, partial, multiLoRALimit(b))
	g.servedBy = c.server(b.ModelType)
	c.play(w, r, g, multiLoRAEncoder{older: c.script.Build == BuildOlder})
}

const multiLoRAMaxTokens = 512

// multiLoRALimit clamps as the server does, which also has this limit where none was asked for.
func multiLoRALimit(b *body) int {
	if limit := b.limit(); limit >= 1 && limit < multiLoRAMaxTokens {
		return limit
	}
	return multiLoRAMaxTokens
}

// multiLoRAProblems finds the required fields that are missing or of another kind.
func (b *body) multiLoRAProblems() []problem {
	var id int
	var problems []problem
	switch {
	case absent(b.UserID):
		problems = append(problems, missingField("user_id"))
	case json.Unmarshal(b.UserID, &id) != nil:
		problems = append(problems, badField("user_id", "Input should be a valid integer"))
	}
	if b.Prompt == nil {
		problems = append(problems, missingField("prompt"))
	}
	if b.ModelType == "" {
		problems = append(problems, missingField("model_type"))
	}
	if absent(b.UserSelectOptions) {
		problems = append(problems, missingField("user_select_options"))
	}
	return problems
}

// multiLoRAEncoder writes the events of the multi-LoRA server.
type multiLoRAEncoder struct{ older bool }

func (multiLoRAEncoder) opening() []event { return nil }
func (multiLoRAEncoder) text(tokens ...string) event {
	return encode(textEvent{Text: strings.Join(tokens, "")})
}

func (m multiLoRAEncoder) empty() []event           { return []event{m.text(""), m.text("")} }
func (multiLoRAEncoder) ending(*generation) []event { return nil }

func (multiLoRAEncoder) failure(m string) []event { return []event{encode(object{"error": m})} }

func (m multiLoRAEncoder) marker() []event {
	if m.older {
		return []event{event(doneMarker)}
	}
	return []event{encode(doneEvent{Type: "done"})}
}

type textEvent struct {
	Text string `json:"text"`
}

type doneEvent struct {
	Type string `json:"type"`
	Text string `json:"text"`
}
