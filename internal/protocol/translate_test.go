// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import (
	"strings"
	"testing"
)

// TestWhatSaysNothingIsNotInTheWay: members that change nothing of what is generated do not keep a request from engines of other protocols,
// however they are spelled. The others do, and the problem names them.
func TestWhatSaysNothingIsNotInTheWay(t *testing.T) {
	for members, refused := range map[string]string{
		`"n":1`: "", `"n":1.0`: "", `"n":1e0`: "", `"n":10e-1`: "", `"n":2`: "n", `"best_of":1.00`: "", `"best_of":3`: "best_of",
		`"frequency_penalty":0.00`: "", `"presence_penalty":-0`: "", `"presence_penalty":0e5`: "", `"presence_penalty":0.1`: "presence_penalty",
		`"repetition_penalty":1.0`: "", `"repetition_penalty":1.1`: "repetition_penalty", `"length_penalty":1`: "",
		`"top_k":-1.0`: "", `"top_k":0`: "", `"top_k":40`: "top_k", `"min_p":0.0`: "", `"min_p":0.1`: "min_p", `"min_tokens":0`: "", `"min_tokens":4`: "min_tokens",
		`"skip_special_tokens":true`: "", `"skip_special_tokens":false`: "skip_special_tokens", `"spaces_between_special_tokens":true`: "",
		`"add_generation_prompt":true`: "", `"add_generation_prompt":false`: "add_generation_prompt", `"continue_final_message":true`: "continue_final_message",
		`"ignore_eos":false`: "", `"ignore_eos":true`: "ignore_eos", `"echo":false`: "", `"use_beam_search":false`: "",
		`"logit_bias":{}`: "", `"logit_bias":{ }`: "", `"logit_bias":{"1":2}`: "logit_bias", `"stop_token_ids":[ ]`: "", `"stop_token_ids":[1]`: "stop_token_ids",
		`"logprobs":false`: "", `"logprobs":true`: "logprobs", `"logprobs":0`: "logprobs", `"top_logprobs":0`: "",
		`"response_format":{"type":"text"}`: "", `"response_format":{"type":"json_object"}`: "response_format",
		`"modalities":["text"]`: "", `"modalities":["text","audio"]`: "modalities",
		`"tools":[]`: "", `"tools":[ ],"tool_choice":"auto"`: "", `"tools":[{}]`: "tools", `"tools":[{}],"tool_choice":"none"`: "",
		`"tool_choice":"auto"`: "", `"functions":[{}]`: "functions", `"functions":[{}],"function_call":"none"`: "", `"parallel_tool_calls":true`: "",
		`"reasoning_effort":"high"`: "", `"verbosity":"low"`: "", `"chat_template_kwargs":{"enable_thinking":false}`: "", `"seed":7`: "", `"store":true`: "",
		`"stop":["a"]`: "", `"stop":"a"`: "", `"stop":null`: "", `"stop":[7]`: "stop", `"what_is_new":1`: "what_is_new", `"what_is_new":null`: "",
	} {
		for _, p := range []Protocol{MultiLoRA, CodeGen} {
			r, problem := ParseRequest(Chat, []byte(`{"model":"m","messages":[{"role":"user","content":"hi"}],`+members+`}`))
			if problem != nil {
				t.Fatalf("%s: %v", members, problem)
			}
			_, problem = r.For(p)
			switch {
			case refused == "" && problem != nil:
				t.Errorf("%s is refused for %s: %v", members, p, problem)
			case refused != "" && (problem == nil || problem.Field != refused || problem.Status != 400 || !strings.Contains(problem.Message, refused)):
				t.Errorf("%s for %s: problem %v", members, p, problem)
			}
		}
	}
}

func TestPromptsAreTranslatedByWhatTheyMean(t *testing.T) {
	for _, c := range []struct {
		call            Call
		members, prompt string
		refused         string
	}{
		{call: Completion, members: `"prompt":"p"`, prompt: "p"},
		{call: Completion, members: `"prompt":["p"]`, prompt: "p"},
		{call: Completion, members: `"prompt":[ "p" ]`, prompt: "p"},
		{call: Completion, members: `"prompt":["p","q"]`, refused: "prompt as a list"},
		{call: Completion, members: `"prompt":[1,2]`, refused: "prompt as a list"},
		{call: Chat, members: `"messages":[{"role":"user","content":"a","name":"n"},` +
			`{"role":"assistant","content":"b","reasoning_content":"hm","reasoning":"hm","tool_calls":[ ],"refusal":null}]`, prompt: `user: a\n\nassistant: b`},
		{call: Chat, members: `"messages":[{"role":"assistant","content":[{"type":"thinking","thinking":"hm"},{"type":"text","text":"b"}]}]`, prompt: `assistant: b`},
		{call: Chat, members: `"messages":[{"role":"assistant","content":"","tool_calls":[{}]}]`, refused: "messages[].tool_calls"},
		{call: Chat, members: `"messages":[{"role":"tool","content":"x"}]`, refused: "a message of the role tool"},
		{call: Chat, members: `"messages":[{"role":"user","content":[{"type":"image_url"}]}]`, refused: "image_url"},
	} {
		r, problem := ParseRequest(c.call, []byte(`{"model":"m",`+c.members+`}`))
		if problem != nil {
			t.Fatalf("%s: %v", c.members, problem)
		}
		ask, problem := r.For(MultiLoRA)
		switch {
		case c.refused != "":
			if problem == nil || !strings.Contains(problem.Message, c.refused) {
				t.Errorf("%s: problem %v", c.members, problem)
			}
		case problem != nil:
			t.Errorf("%s: problem %v", c.members, problem)
		case string(chars(member(ask.Body, "prompt"))) != c.prompt:
			t.Errorf("%s: asked %s", c.members, ask.Body)
		}
	}
}

// TestNamesThatClientsChooseAreBounded: the name of a member comes back quoted, and not longer than a line.
func TestNamesThatClientsChooseAreBounded(t *testing.T) {
	for _, name := range []string{strings.Repeat("x", 3_000_000), `a\nb`, `\u001b[31m`} {
		r, problem := ParseRequest(Chat, []byte(`{"messages":[{"role":"user","content":"hi","`+name+`":1}],"`+name+`":1}`))
		if problem != nil {
			t.Fatal(problem)
		}
		_, problem = r.For(MultiLoRA)
		if problem == nil || len(problem.Message) > 400 || strings.ContainsAny(problem.Message+problem.Field, "\n\x1b") {
			t.Errorf("%.20s: problem %.500v", name, problem)
		}
	}
}
