// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// abc is an answer of a MultiLoRA engine, in five events.
const abc = "data: {\"text\":\"one \"}\n\ndata: {\"text\":\"two\"}\n\ndata: {\"text\":\" EN\"}\n\ndata: {\"text\":\"D three\"}\n\n" +
	"data: {\"text\":\" E\"}\n\ndata: {\"type\":\"done\",\"text\":\"\"}\n\n"

// TestATranslatedAnswerEndsAsAsked: the gateway stops at stop strings, and says length where the budget was used up, for engines that do
// neither, streamed and at once.
func TestATranslatedAnswerEndsAsAsked(t *testing.T) {
	for members, want := range map[string][2]string{
		`"max_tokens":100`:                     {"one two END three E", "stop"},
		`"max_tokens":5`:                       {"one two END three E", "length"},
		`"max_completion_tokens":5`:            {"one two END three E", "length"},
		`"stop":"END"`:                         {"one two ", "stop"},
		`"stop":["none","END"]`:                {"one two ", "stop"},
		`"stop":"END","max_tokens":4`:          {"one two ", "stop"},
		`"stop":"EX"`:                          {"one two END three E", "stop"},
		`"stop":["EX"],"max_tokens":5`:         {"one two END three E", "length"},
		`"stop":[],"skip_special_tokens":true`: {"one two END three E", "stop"},
		`"stop":"one"`:                         {"", "stop"},
	} {
		for _, k := range []kind{kinds["chat"], kinds["chat at once"]} {
			s := stage(t, protocol.OpenAI, protocol.OpenAI)
			s.scripted(protocol.MultiLoRA, eventStream, abc)
			body := k.body("x", "")
			a := s.post(t.Context(), k.path, strings.TrimSuffix(body, "}")+","+members+"}")
			text, finish := endOf(t, k, a)
			if text != want[0] || finish != want[1] {
				t.Errorf("%s, stream %t: %q, %q; want %q", members, k.stream, text, finish, want)
			}
		}
	}
}

// endOf is the text of an answer, and why it ended.
func endOf(t *testing.T, k kind, a said) (text, finish string) {
	t.Helper()
	if k.stream {
		st := a.story(t)
		return st.text, st.finish
	}
	var d struct {
		Choices []struct {
			Message struct{ Content string }
			Finish  string `json:"finish_reason"`
		}
	}
	if err := json.Unmarshal([]byte(a.body), &d); err != nil || len(d.Choices) != 1 {
		t.Fatalf("%v: %s", err, a.body)
	}
	return d.Choices[0].Message.Content, d.Choices[0].Finish
}

// TestEnginesThatCanServeComeFirst: an engine that cannot serve a request is passed over, whichever is active. Where no other one answers,
// the client is told which one was passed over, and over what.
func TestEnginesThatCanServeComeFirst(t *testing.T) {
	const tools = `{"model":"prompt","messages":[{"role":"user","content":"x"}],"tools":[{"type":"function","function":{"name":"f"}}]}`
	for _, c := range []struct {
		name         string
		active       table.Name
		vllm, legacy protocol.Protocol
		dead         bool
		status       int
		says         []string
	}{
		{name: "legacy active", active: table.Legacy, vllm: protocol.OpenAI, legacy: protocol.CodeGen, status: 200},
		{name: "vllm active", active: table.VLLM, vllm: protocol.OpenAI, legacy: protocol.MultiLoRA, status: 200},
		{name: "vllm dead", active: table.Legacy, vllm: protocol.OpenAI, legacy: protocol.CodeGen, dead: true, status: 502,
			says: []string{"the engine vllm does not accept connections", "the engine legacy is passed over: tools cannot be translated"}},
		{name: "neither can", active: table.VLLM, vllm: protocol.MultiLoRA, legacy: protocol.CodeGen, status: 400,
			says: []string{"the engine vllm is passed over: tools", "the engine legacy is passed over: tools", `"param":"tools"`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := stage(t, c.vllm, c.legacy)
			s.change(func(t *table.Table) { t.Active = c.active })
			if c.dead {
				s.vllm.Close()
			}
			a := s.post(t.Context(), "/v1/chat/completions", tools)
			if a.status != c.status || a.status == http.StatusOK && a.header.Get("X-Codegen-Engine") != "vllm" {
				t.Errorf("status %d, engine %q: %s", a.status, a.header.Get("X-Codegen-Engine"), a.body)
			}
			for _, says := range c.says {
				if !strings.Contains(a.body, says) {
					t.Errorf("%s does not say %q", a.body, says)
				}
			}
		})
	}
}
