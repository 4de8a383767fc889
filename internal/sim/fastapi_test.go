// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"net/http"
	"strings"
	"testing"
)

func multiLoRAFields() object {
	return object{"user_id": 1, "prompt": printJay, "model_type": "prompt", "user_select_options": object{}}
}

func TestMultiLoRARequiresItsFields(t *testing.T) {
	t.Parallel()
	e := start(t, MultiLoRA, quick)
	for field := range multiLoRAFields() {
		fields := multiLoRAFields()
		delete(fields, field)
		a := do(t, post(t.Context(), e, "/generate/stream", fields, ""))
		if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.raw, `"loc":["body","`+field+`"]`) {
			t.Errorf("without %s: %d %s", field, a.status, a.raw)
		}
	}
	fields := multiLoRAFields()
	fields["user_id"] = "one"
	if a := do(t, post(t.Context(), e, "/generate/stream", fields, "")); a.status != http.StatusUnprocessableEntity {
		t.Errorf("a user_id of letters: %d", a.status)
	}
}

func TestMultiLoRAClampsAndRefuses(t *testing.T) {
	t.Parallel()
	e := start(t, MultiLoRA, quick.with(func(s *Script) { s.Tokens, s.FailModels = 600, []string{"comment"} }))
	if a := ask(t, e, question{prompt: printJay, maxTokens: 4000}); len(a.texts()) != multiLoRAMaxTokens {
		t.Errorf("%d texts, want it clamped to %d", len(a.texts()), multiLoRAMaxTokens)
	}
	if a := ask(t, e, question{prompt: printJay, maxTokens: 3}); len(a.texts()) != 3 {
		t.Errorf("%d texts, want 3", len(a.texts()))
	}
	for model, want := range map[string]int{"nobody": 400, "comment": 500, "base": 400} {
		if a := ask(t, e, question{prompt: printJay, model: model}); a.status != want {
			t.Errorf("%s is %d, want %d", model, a.status, want)
		}
	}
}

func TestMultiLoRARunsOneAtATime(t *testing.T) {
	t.Parallel()
	e := start(t, MultiLoRA, quick.with(func(s *Script) { s.Misbehave, s.StampSends = Hung, true }))
	first := open(t, e, question{prompt: "first"})
	eventually(t, "the first has its turn", func() bool { running, _ := e.queue.lengths(); return running == 1 })
	second := open(t, e, question{prompt: "second"})
	eventually(t, "the second waits", func() bool { _, waiting := e.queue.lengths(); return waiting == 1 })
	e.Misbehave(None)
	_, _ = first.end()
	if left, _ := second.end(); !strings.Contains(left, `"done"`) {
		t.Errorf("the second ended with %q", left)
	}
	all := e.Streams()
	if last, next := all[0].Sent[len(all[0].Sent)-1], all[1].Sent[0]; all[0].Prompt != "first" || next.Before(last) {
		t.Errorf("the second began %s before the first was done", last.Sub(next))
	}
}

func TestCodeGenChecksItsFields(t *testing.T) {
	t.Parallel()
	e := start(t, CodeGen, quick)
	long := strings.Repeat("ä", codeGenMaxPrompt)
	for _, c := range []struct {
		fields object
		want   int
	}{
		{object{"prompt": long, "model_type": "code_generation"}, 200},
		{object{"prompt": long + "x", "model_type": "code_generation"}, 422},
		{object{"prompt": "", "model_type": "code_generation"}, 422},
		{object{"model_type": "code_generation"}, 422},
		{object{"prompt": "x"}, 422},
		{object{"prompt": "x", "model_type": "poetry"}, 422},
		{object{"prompt": "x", "model_type": "bug_fix", "max_tokens": 0}, 422},
		{object{"prompt": "x", "model_type": "bug_fix", "max_tokens": 4097}, 422},
		{object{"prompt": "x", "model_type": "bug_fix", "max_tokens": 4096}, 200},
	} {
		if a := do(t, post(t.Context(), e, streamPath[CodeGen], c.fields, "")); a.status != c.want {
			t.Errorf("%.80v: %d, want %d: %s", c.fields, a.status, c.want, a.raw)
		}
	}
}

func TestCodeGenMapsModelTypes(t *testing.T) {
	t.Parallel()
	e := start(t, CodeGen, quick.with(func(s *Script) { s.Models, s.FailModels = []string{"prompt", "comment"}, []string{"comment"} }))
	for modelType, adapter := range adapterOf {
		a := ask(t, e, question{prompt: printJay, model: modelType})
		switch {
		case adapter == "prompt" && (a.status != 200 || a.text() == ""),
			adapter == "comment" && (a.status != 200 || !strings.Contains(a.raw, `{"type":"error","content":"`)),
			adapter == "autocomplete" && a.status != 400, adapter == "error_fix" && a.status != 400:
			t.Errorf("%s: %d %s", modelType, a.status, a.raw)
		}
	}
}

func TestCodeGenKeysAndQuota(t *testing.T) {
	t.Parallel()
	e := start(t, CodeGen, quick.with(func(s *Script) { s.APIKey, s.ForbiddenKey, s.RequestsPerMinute = "right", "weak", 2 }))
	for path, want := range map[string]int{"/health": 200, "/": 200, "/api/v1/code/models": 401} {
		if a := get(t, e, path); a.status != want {
			t.Errorf("%s is %d, want %d", path, a.status, want)
		}
	}
	r := question{prompt: printJay}.request(t.Context(), e)
	r.Header.Set("X-API-Key", "right")
	if a := do(t, r); a.status != http.StatusOK {
		t.Errorf("with X-API-Key: %d", a.status)
	}
	for _, c := range []struct {
		key  string
		want int
	}{{"", 401}, {"wrong", 401}, {"weak", 403}, {"right", 200}, {"right", 429}} {
		if a := ask(t, e, question{prompt: printJay, key: c.key}); a.status != c.want {
			t.Errorf("key %q gets %d, want %d", c.key, a.status, c.want)
		}
	}
}

func TestCodeGenWithADeadEngine(t *testing.T) {
	t.Parallel()
	e := start(t, CodeGen, quick.with(func(s *Script) { s.EngineDown, s.BackendType = true, "auto" }))
	for path, want := range map[string]string{
		"/":                   `"ai_backends":{"backend_type":"auto","vllm":{"available":false}}`,
		"/api/v1/code/models": `"vllm_server_status":"unhealthy"`, "/health": `"status":"healthy"`,
	} {
		if a := get(t, e, path); !strings.Contains(a.raw, want) {
			t.Errorf("%s says %s, want %s", path, a.raw, want)
		}
	}
	if a := ask(t, e, question{prompt: printJay}); a.status != http.StatusServiceUnavailable {
		t.Errorf("status %d", a.status)
	}
}
