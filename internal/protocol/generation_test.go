// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import "testing"

// TestBeginningsInEachProtocol: a chat has a place for the beginning of an answer, and the others put it behind the prompt.
func TestBeginningsInEachProtocol(t *testing.T) {
	for p, want := range map[Protocol]string{
		OpenAI: `{"model":"prompt","messages":[{"role":"user","content":"print \"a\""},{"role":"assistant","content":"print(\"é"}],` +
			`"continue_final_message":true,"add_generation_prompt":false,"stream":true,"stream_options":{"include_usage":true},"max_tokens":9}`,
		MultiLoRA: `{"user_id":1,"prompt":"print \"a\"print(\"é","model_type":"prompt","user_select_options":{},"max_tokens":9}`,
		CodeGen:   `{"prompt":"print \"a\"print(\"é","model_type":"code_generation","context":"","max_tokens":9}`,
	} {
		format, err := p.Format()
		if err != nil {
			t.Fatal(err)
		}
		g := Generation{Model: "prompt", Prompt: `print "a"`, Begun: `print("é`, MaxTokens: 9}
		if body, err := g.Body(format); err != nil || string(body) != want {
			t.Errorf("%s: got %s (%v), want %s", p, body, err, want)
		}
	}
}
