// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

func TestOpenAIModelsHaveTheBaseFirst(t *testing.T) {
	t.Parallel()
	e := start(t, OpenAI, quick)
	var list struct {
		Object string
		Data   []struct {
			ID     string
			Root   string
			Parent *string
		}
	}
	if err := json.Unmarshal([]byte(get(t, e, "/v1/models").raw), &list); err != nil {
		t.Fatal(err)
	}
	if len(list.Data) != 5 || list.Data[0].ID != BaseModel || list.Data[0].Parent != nil {
		t.Fatalf("the list is %+v", list)
	}
	for _, m := range list.Data[1:] {
		if m.Parent == nil || *m.Parent != BaseModel || m.Root != "/adapters/"+m.ID {
			t.Errorf("%+v is no adapter of the base", m)
		}
	}
}

func TestOpenAIKeyGuardsOnlyV1(t *testing.T) {
	t.Parallel()
	e := start(t, OpenAI, quick.with(func(s *Script) { s.APIKey, s.ForbiddenKey = "right", "weak" }))
	for path, want := range map[string]int{"/health": 200, "/metrics": 200, "/v1/models": 401} {
		if a := get(t, e, path); a.status != want {
			t.Errorf("%s is %d, want %d", path, a.status, want)
		}
	}
	for key, want := range map[string]int{"": 401, "wrong": 401, "weak": 403, "right": 200} {
		if a := ask(t, e, question{prompt: printJay, key: key}); a.status != want {
			t.Errorf("key %q gets %d, want %d", key, a.status, want)
		}
	}
}

func TestOpenAIErrors(t *testing.T) {
	t.Parallel()
	e := start(t, OpenAI, quick.with(func(s *Script) { s.FailModels = []string{"comment"} }))
	hello := []object{{"role": "user", "content": "hello"}}
	for _, c := range []struct {
		path   string
		fields object
		want   int
		says   string
	}{
		{"/v1/chat/completions", object{"model": "nobody", "messages": hello}, 404, "does not exist"},
		{"/v1/chat/completions", object{"model": "comment", "messages": hello}, 500, "comment"},
		{"/v1/chat/completions", object{"model": "prompt"}, 400, "messages"},
		{"/v1/chat/completions", object{"model": "prompt", "messages": hello, "max_tokens": 0}, 400, "max_tokens"},
		{"/v1/chat/completions", object{"model": 7}, 400, "cannot be read"},
		{"/v1/chat/completions", object{"model": "prompt", "messages": hello, "continue_final_message": true}, 400, "add_generation_prompt"},
		{"/v1/completions", object{"model": "prompt"}, 400, "prompt"},
	} {
		a := do(t, post(t.Context(), e, c.path, c.fields, ""))
		if a.status != c.want || !strings.Contains(a.raw, `"error":{`) || !strings.Contains(a.raw, c.says) {
			t.Errorf("%v: %d %s", c.fields, a.status, a.raw)
		}
	}
	if a := get(t, e, "/v1/chat/completions"); a.status != http.StatusMethodNotAllowed {
		t.Errorf("GET is %d", a.status)
	}
}

func TestOpenAIAtOnce(t *testing.T) {
	t.Parallel()
	e := start(t, OpenAI, quick)
	a := do(t, post(t.Context(), e, "/v1/chat/completions", object{
		"model": "prompt", "max_tokens": 10,
		"messages": []object{{"role": "user", "content": []object{{"type": "text", "text": printJay}}}},
	}, ""))
	for _, want := range []string{`"content":"print(\"Jay-abc123\")"`, `"finish_reason":"length"`, `"completion_tokens":10`, `"role":"assistant"`} {
		if !strings.Contains(a.raw, want) {
			t.Errorf("%s lacks %s", a.raw, want)
		}
	}
	a = do(t, post(t.Context(), e, "/v1/completions", object{"model": "base", "prompt": printJay}, ""))
	if !strings.Contains(a.raw, `"text":"print(\"Jay-abc123\")\n#`) || !strings.Contains(a.raw, `"finish_reason":"stop"`) {
		t.Errorf("got %s", a.raw)
	}
	if c := e.Counts(); c.Generates != 2 || c.Streams != 0 {
		t.Errorf("counts %+v", c)
	}
}

func TestOpenAITextInOtherFields(t *testing.T) {
	t.Parallel()
	for field, want := range map[string]string{
		"reasoning_content": `"delta":{"reasoning_content":"prin"}`,
		"tool_calls":        `"delta":{"tool_calls":[{"function":{"arguments":"prin"},"index":0}]}`,
	} {
		e := start(t, OpenAI, quick.with(func(s *Script) { s.TextIn = field }))
		if a := ask(t, e, question{prompt: printJay}); !strings.Contains(a.raw, want) {
			t.Errorf("%s lacks %s", a.raw, want)
		}
	}
}

func TestTokensPerEvent(t *testing.T) {
	t.Parallel()
	e := start(t, OpenAI, quick.with(func(s *Script) { s.TokensPerEvent = 5 }))
	a := ask(t, e, question{prompt: printJay})
	if len(a.texts()) != 5 || !strings.Contains(a.raw, `"completion_tokens":24`) {
		t.Errorf("%d texts: %s", len(a.texts()), a.raw)
	}
}

// Wherever a chat or a completion broke off, another engine goes on to the byte.
func TestResumeIsExact(t *testing.T) {
	t.Parallel()
	e := start(t, OpenAI, quick)
	for _, prompt := range []string{printJay, "sort the values, then stop."} {
		whole := ask(t, e, question{prompt: prompt}).text()
		for at := range len(whole) {
			if got := whole[:at] + resumeChat(t, e, prompt, whole[:at]); got != whole {
				t.Fatalf("chat after %q: %q", whole[:at], got)
			}
			if got := whole[:at] + resumeCompletion(t, e, prompt+whole[:at]); got != whole {
				t.Fatalf("completion after %q: %q", whole[:at], got)
			}
		}
	}
}

func resumeChat(t *testing.T, e *Engine, prompt, partial string) string {
	return do(t, post(t.Context(), e, "/v1/chat/completions", object{
		"model": "prompt", "stream": true, "continue_final_message": true, "add_generation_prompt": false,
		"messages": []object{{"role": "user", "content": prompt}, {"role": "assistant", "content": partial}},
	}, "")).text()
}

func resumeCompletion(t *testing.T, e *Engine, prompt string) string {
	return do(t, post(t.Context(), e, "/v1/completions", object{"model": "prompt", "stream": true, "prompt": prompt}, "")).text()
}

func TestMetricsReportTheQueue(t *testing.T) {
	t.Parallel()
	e := start(t, OpenAI, quick.with(func(s *Script) { s.Slots, s.Waiting, s.Misbehave = 1, 7, Hung }))
	first, second := open(t, e, question{prompt: printJay}), open(t, e, question{prompt: printJay})
	eventually(t, "one waits in line", func() bool {
		raw := get(t, e, "/metrics").raw
		return strings.Contains(raw, `running{engine="0",model_name="base"} 1.0`) &&
			strings.Contains(raw, `waiting{engine="0",model_name="base"} 8.0`)
	})
	e.Misbehave(None)
	_, _ = first.end()
	_, _ = second.end()
	if raw := get(t, e, "/metrics").raw; !strings.Contains(raw, `tokens_total{engine="0",model_name="prompt"} 48.0`) {
		t.Errorf("metrics are %s", raw)
	}
}
