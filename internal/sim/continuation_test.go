// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"net/http"
	"strings"
	"testing"
)

// continued asks an engine of any protocol to go on with the beginning of an answer.
func continued(t *testing.T, e *Engine, prompt, begun string) answer {
	t.Helper()
	if e.Protocol() != OpenAI {
		return ask(t, e, question{prompt: prompt + begun})
	}
	return do(t, post(t.Context(), e, "/v1/chat/completions", object{
		"model": "prompt", "stream": true, "continue_final_message": true, "add_generation_prompt": false,
		"messages": []object{{"role": "user", "content": prompt}, {"role": "assistant", "content": begun}},
	}, ""))
}

// TestContinuations: each protocol can do all four, and an answer from the start is the same whatever the script says.
func TestContinuations(t *testing.T) {
	t.Parallel()
	const begun = `print("Jay-ab`
	for _, p := range []Protocol{OpenAI, MultiLoRA, CodeGen} {
		for does, want := range map[Continuation]string{
			"": map[Protocol]string{OpenAI: `c123")`}[p], Continues: `c123")`, Restarts: `print("Jay-abc123")`, Strays: "I would rather",
		} {
			e := start(t, p, quick.with(func(s *Script) { s.Continuation = does }))
			if got := continued(t, e, printJay, begun).text(); !strings.HasPrefix(got, want) {
				t.Errorf("%s, %q: got %q, want %q", p, does, got, want)
			}
			if got := ask(t, e, question{prompt: printJay}).text(); !strings.HasPrefix(got, `print("Jay-abc123")`) {
				t.Errorf("%s, %q: from the start it says %q", p, does, got)
			}
		}
		e := start(t, p, quick.with(func(s *Script) { s.Continuation = Refuses }))
		if got := continued(t, e, printJay, begun).status; got != http.StatusBadRequest {
			t.Errorf("%s: status %d, want a refusal", p, got)
		}
		if got := ask(t, e, question{prompt: printJay}).status; got != http.StatusOK {
			t.Errorf("%s: from the start it answers %d", p, got)
		}
	}
}

func TestUnknownContinuation(t *testing.T) {
	t.Parallel()
	if e, err := Start(OpenAI, Script{Continuation: "sometimes"}); err == nil {
		e.Close()
		t.Error("it started")
	}
}
