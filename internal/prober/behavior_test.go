// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// asked is one request.
type asked struct {
	at                       time.Time
	path, key, model, prompt string
	limit                    int
	begun                    string // the beginning of the answer
}

// behavior is how a fake behaves. The zero behavior is healthy, lists one model, and answers with one token.
type behavior struct {
	health, models, metrics, stream http.HandlerFunc // replace the usual handlers

	listed []map[string]any // models; nil: prompt alone
	tokens []string         // the answer; nil: the text between the quotes of the prompt, or OK
	first  time.Duration    // before the first token
	gap    time.Duration    // between tokens
	rate   float64          // tokens a second for others
	queue  bool             // the metrics report running (1) and waiting (waits) requests
	waits  int
	chatty bool // it ignores the limit on tokens
	mute   bool // the metrics do not count tokens

	version string
	goesOn  func(line, begun string) string // continues an answer; nil: with the rest of the line
}

func serveHealth(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"status":"healthy"}`) }

func (m behavior) list(w http.ResponseWriter, r *http.Request) {
	listed := m.listed
	if listed == nil {
		listed = []map[string]any{{"id": "prompt"}}
	}
	field := map[string]string{"/": "available_models"}[r.URL.Path]
	if field == "" {
		field = "data"
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"status": "running", field: listed})
}

func (f *fake) count(w http.ResponseWriter, _ *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.behavior.mute {
		fmt.Fprintf(w, "vllm:generation_tokens_total{model_name=\"prompt\"} %v\n", f.counter())
	}
	if f.behavior.queue {
		fmt.Fprintf(w, "vllm:num_requests_running 1\nvllm:num_requests_waiting %d\n", f.behavior.waits)
	}
}
