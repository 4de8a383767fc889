// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"fmt"
	"net/http"
	"time"
	"unicode/utf8"
)

// adapterOf maps the model_type of a CodeGen request to the adapter that serves it.
var adapterOf = map[string]string{
	"code_completion": "autocomplete",
	"code_generation": "prompt", "code_optimization": "prompt", "unit_test_generation": "prompt",
	"code_explanation": "comment", "code_review": "comment", "documentation": "comment",
	"bug_fix": "error_fix",
}

func codeGenRoutes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /health", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, http.StatusOK, object{"status": "healthy", "timestamp": now(), "version": "1.0.0"})
	})
	mux.HandleFunc("GET /{$}", codeGenStatus)
	mux.HandleFunc("GET /api/v1/code/models", authenticated(codeGenModels))
	mux.HandleFunc("POST /api/v1/code/generate/stream", authenticated(codeGenStream))
	return mux
}

// codeGenStatus reports the engine that the backend uses.
func codeGenStatus(w http.ResponseWriter, r *http.Request) {
	s := callOf(r).script
	reply(w, http.StatusOK, object{"status": "running", "ai_backends": object{
		"backend_type": s.BackendType, "vllm": object{"available": !s.EngineDown},
	}})
}

func codeGenModels(w http.ResponseWriter, r *http.Request) {
	c := callOf(r)
	if c.script.EngineDown {
		reply(w, http.StatusOK, object{"vllm_server_status": "unhealthy", "available_models": []string{}})
		return
	}
	reply(w, http.StatusOK, object{"vllm_server_status": "healthy", "available_models": c.listed()})
}

func codeGenStream(w http.ResponseWriter, r *http.Request) {
	c := callOf(r)
	adapter := adapterOf[c.body.ModelType]
	if rejectInvalid(w, append(c.body.unreadable(), c.body.codeGenProblems()...)) {
		return
	}
	switch {
	case !c.engine.limit.allow(time.Now(), c.script.RequestsPerMinute):
		c.failLater(w, http.StatusTooManyRequests, "Rate limit exceeded")
		return
	case c.script.EngineDown:
		c.fail(w, http.StatusServiceUnavailable, "AI engine unavailable")
		return
	case c.server(adapter) == "":
		c.fail(w, http.StatusBadRequest, fmt.Sprintf("Model %s is not available", adapter))
		return
	}
	c.codeGenPlay(w, r, adapter)
}

// codeGenPlay streams. A broken adapter shows inside the stream: the backend has
// already said 200 when its engine reports it.
func (c *call) codeGenPlay(w http.ResponseWriter, r *http.Request, adapter string) {
	prompt, partial := c.split(string(*c.body.Prompt))
	if c.refuses(w, partial) {
		return
	}
	g := c.generate(prompt, partial, c.body.limit())
	g.servedBy = c.server(adapter)
	if c.broken(adapter) {
		g.tokens = nil
		c.playBy(errorInStream, w, r, g, newCodeGenEncoder(c))
		return
	}
	c.play(w, r, g, newCodeGenEncoder(c))
}

const (
	codeGenMaxPrompt = 4000 // characters
	codeGenMaxTokens = 4096
)

func (b *body) codeGenProblems() []problem {
	var problems []problem
	if b.Prompt == nil {
		problems = append(problems, missingField("prompt"))
	} else if n := utf8.RuneCountInString(string(*b.Prompt)); n < 1 || n > codeGenMaxPrompt {
		problems = append(problems, badField("prompt", "String should have 1 to 4000 characters"))
	}
	if b.MaxTokens != nil && (*b.MaxTokens < 1 || *b.MaxTokens > codeGenMaxTokens) {
		problems = append(problems, badField("max_tokens", "Input should be 1 to 4096"))
	}
	if b.ModelType == "" {
		problems = append(problems, missingField("model_type"))
	} else if adapterOf[b.ModelType] == "" {
		problems = append(problems, badField("model_type", "Input should be one of the known model types"))
	}
	return problems
}
