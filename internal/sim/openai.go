// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"fmt"
	"net/http"
	"time"
)

func openAIRoutes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /health", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	mux.HandleFunc("GET /metrics", metrics)
	mux.HandleFunc("GET /version", func(w http.ResponseWriter, r *http.Request) {
		reply(w, http.StatusOK, object{"version": callOf(r).script.Version})
	})
	mux.HandleFunc("GET /v1/models", authenticated(openAIModels))
	mux.HandleFunc("POST /v1/chat/completions", authenticated(chat))
	mux.HandleFunc("POST /v1/completions", authenticated(completion))
	mux.HandleFunc("POST /tokenize", authenticated(tokenize))
	return mux
}

const maxModelLen = 8192

// openAIModels lists the base model, and then the adapters, whose parent it is.
func openAIModels(w http.ResponseWriter, r *http.Request) {
	c := callOf(r)
	data := []object{modelCard(BaseModel, nil)}
	for _, m := range c.listed() {
		data = append(data, modelCard(m, c.parent(m)))
	}
	reply(w, http.StatusOK, object{"object": "list", "data": data})
}

func modelCard(id string, parent any) object {
	root := "/models/base"
	if parent != nil {
		root = "/adapters/" + id
	}
	return object{
		"id": id, "object": "model", "created": time.Now().Unix(), "owned_by": "vllm",
		"root": root, "parent": parent, "max_model_len": maxModelLen, "permission": []object{},
	}
}

func chat(w http.ResponseWriter, r *http.Request) {
	c := callOf(r)
	b := c.body
	if len(b.Messages) == 0 && b.err == nil {
		c.fail(w, http.StatusBadRequest, "messages: at least one message is required")
		return
	}
	if b.ContinueFinal && (b.AddGenerationPrompt == nil || *b.AddGenerationPrompt) {
		c.fail(w, http.StatusBadRequest, "Cannot set both `continue_final_message` and `add_generation_prompt` to True.")
		return
	}
	c.complete(w, r, b.question(), b.partial(), chatForm)
}

func completion(w http.ResponseWriter, r *http.Request) {
	c := callOf(r)
	if c.body.Prompt == nil && c.body.err == nil {
		c.fail(w, http.StatusBadRequest, "prompt: a prompt is required")
		return
	}
	prompt, partial := c.split(c.body.question())
	c.complete(w, r, prompt, partial, textForm)
}

// complete checks what both forms share, and then answers in a stream or at once.
func (c *call) complete(w http.ResponseWriter, r *http.Request, prompt, partial string, f form) {
	if status, message := c.refusal(); message != "" {
		c.fail(w, status, message)
		return
	}
	if c.refuses(w, partial) {
		return
	}
	g := c.generate(prompt, partial, c.body.limit())
	g.servedBy = c.server(c.body.Model)
	words := newOpenAIEncoder(c, g, f)
	if c.body.Stream {
		c.play(w, r, g, words)
		return
	}
	c.respond(w, r, g, words)
}

// refusal is why a request cannot be served; an empty message is none.
func (c *call) refusal() (int, string) {
	b := c.body
	switch {
	case b.err != nil:
		return http.StatusBadRequest, "the body cannot be read: " + b.err.Error()
	case b.MaxTokens != nil && *b.MaxTokens < 1:
		return http.StatusBadRequest, fmt.Sprintf("max_tokens must be at least 1, got %d.", *b.MaxTokens)
	case c.server(b.Model) == "":
		return http.StatusNotFound, fmt.Sprintf("The model `%s` does not exist.", b.Model)
	case c.broken(b.Model):
		return http.StatusInternalServerError, fmt.Sprintf("Loading lora %s failed: No adapter found", b.Model)
	}
	return 0, ""
}

// respond answers without a stream, after the time that one would have taken.
func (c *call) respond(w http.ResponseWriter, r *http.Request, g *generation, words *openAIEncoder) {
	if err := c.engine.queue.enter(r.Context(), c.slots()); err != nil {
		return // the client left
	}
	defer c.engine.queue.leave()
	pace := newPacer(c.engine, c.script, g.prompt)
	gap := max(c.script.TimeToFirstToken, 0)
	for range g.tokens {
		if pace.after(r.Context(), gap) != nil {
			return
		}
		gap = c.script.TokenInterval
		c.count(g.servedBy, 1)
	}
	reply(w, http.StatusOK, words.whole(g))
}
