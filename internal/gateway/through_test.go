// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// scripted is an engine that answers every generation with the same bytes, and keeps what it was asked.
func (s *scene) scripted(p protocol.Protocol, kind, answer string) *string {
	s.t.Helper()
	asked := new(string)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		*asked = r.URL.Path + " " + string(body)
		w.Header().Set("Content-Type", kind)
		_, _ = io.WriteString(w, answer)
	}))
	s.t.Cleanup(server.Close)
	u, _ := url.Parse(server.URL)
	s.change(func(t *table.Table) {
		t.VLLM = &table.Engine{Name: table.VLLM, Protocol: p, URL: u, Header: "Authorization", Value: "Bearer sk-1"}
	})
	return asked
}

const eventStream = "text/event-stream"

func TestUnknownFieldsGoThroughUntouched(t *testing.T) {
	s := stage(t, protocol.OpenAI, protocol.OpenAI)
	body := `{"zeta": 1.50, "model":"prompt",  "messages":[{"role":"user","content":"h\u00e9"}], "stream":true,"stream_options":{"x":[1 , 2]}}`
	answer := `data: {"id":"a","object":"chat.completion.chunk","new":{"deep":[1]},"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}` + "\n\n" +
		`data: {"id":"a","new":1e3,"choices":[{"index":0,"delta":{"content":"h\u00e9 \"\\"},"finish_reason":null}]}` + "\n\n" +
		`data: {"id":"a","choices":[{"index":0,"delta":{"reasoning_content":"hm"},"finish_reason":null}]}` + "\n\n" +
		`data: {"id":"a","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{"}}]}}]}` + "\n\n" +
		`data: {"id":"a","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls","stop_reason":7}]}` + "\n\n" +
		`data: {"id":"a","choices":[],"usage":{"completion_tokens":3,"more":{}}}` + "\n\n" +
		"data: [DONE]\n\n"
	asked := s.scripted(protocol.OpenAI, eventStream, answer)
	a := s.post(t.Context(), "/v1/chat/completions", body)
	if *asked != "/v1/chat/completions "+body {
		t.Errorf("the engine was asked %s", *asked)
	}
	if a.body != answer {
		t.Errorf("got\n%s\nwant\n%s", a.body, answer)
	}
	if r := s.last(1); r.Tokens != 3 || r.Chunks != 3 {
		t.Errorf("record %+v", r)
	}
}

func TestADocumentGoesThroughUntouched(t *testing.T) {
	s := stage(t, protocol.OpenAI, protocol.OpenAI)
	const answer = `{ "id":"x", "choices":[{"message":{"content":"hi"},"logprobs":{"a":[1.0]}}, {"index":1}] }`
	s.scripted(protocol.OpenAI, "application/json; charset=utf-8", answer)
	a := s.post(t.Context(), "/v1/chat/completions", `{"model":"m","messages":[{}],"n":2,"tools":[{}]}`)
	if a.body != answer || a.header.Get("Content-Type") != "application/json; charset=utf-8" {
		t.Errorf("%v %s", a.header, a.body)
	}
}

func TestSeveralChoicesGoThroughAsTheyCome(t *testing.T) {
	s := stage(t, protocol.OpenAI, protocol.OpenAI)
	var b strings.Builder
	for range 200 {
		b.WriteString(`data: {"choices":[{"index":0,"delta":{"content":"a"},"logprobs":{"content":[]}}]}` + "\n\n")
		b.WriteString(`data: {"choices":[{"index":1,"delta":{"content":"b"}}]}` + "\n\n")
	}
	for choice := range 2 {
		fmt.Fprintf(&b, `data: {"choices":[{"index":%d,"delta":{},"finish_reason":"stop"}]}`+"\n\n", choice)
	}
	b.WriteString("data: [DONE]\n\n")
	s.scripted(protocol.OpenAI, eventStream, b.String())
	a := s.post(t.Context(), "/v1/chat/completions", `{"model":"m","messages":[{}],"n":2,"logprobs":true,"stream":true}`)
	if a.body != b.String() {
		t.Errorf("got %d bytes, want %d", len(a.body), b.Len())
	}
}

func TestEscapesAreKeptWhereTextsAreJoined(t *testing.T) {
	s := stage(t, protocol.OpenAI, protocol.OpenAI)
	s.change(func(t *table.Table) { t.Chunks.Min, t.Chunks.Max = 1, 2 })
	var b strings.Builder
	parts := []string{`a`, `\ud83d`, `\ude42`, `é`, `\n\t`, `\"`, `\\`, `z`}
	for _, part := range parts {
		b.WriteString(`data: {"choices":[{"index":0,"delta":{"content":"` + part + `"}}]}` + "\n\n")
	}
	b.WriteString(`data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}` + "\n\ndata: [DONE]\n\n")
	s.scripted(protocol.OpenAI, eventStream, b.String())
	a := s.post(t.Context(), "/v1/chat/completions", `{"model":"m","messages":[{}],"stream":true}`)
	if len(a.events) != 4 || !strings.Contains(a.events[1], strings.Join(parts[1:], "")) {
		t.Errorf("events %q", a.events)
	}
}

func TestReasoningIsNotForwardedToOtherProtocols(t *testing.T) {
	s := stage(t, protocol.OpenAI, protocol.OpenAI)
	s.scripted(protocol.OpenAI, eventStream,
		`data: {"choices":[{"index":0,"delta":{"reasoning_content":"hm"}}]}`+"\n\n"+
			`data: {"choices":[{"index":0,"delta":{"content":"hi"},"finish_reason":"stop"}]}`+"\n\ndata: [DONE]\n\n")
	a := s.post(t.Context(), "/api/v1/code/generate/stream", `{"prompt":"x","model_type":"bug_fix"}`)
	if st := a.story(t); st.text != "hi" || !st.done || strings.Contains(a.body, "hm") {
		t.Errorf("%+v", st)
	}
}

func TestARequestIsTranslatedWithAllItSays(t *testing.T) {
	for _, c := range []struct {
		p                       protocol.Protocol
		path, body, want, quote string
	}{
		{p: protocol.MultiLoRA, path: "/v1/chat/completions",
			body: `{"model":"comment","messages":[{"role":"system","content":"s"},{"role":"user","content":[{"type":"text","text":"u\n"}]}],"max_completion_tokens":7,"temperature":0.20}`,
			want: `/generate/stream {"user_id":1,"prompt":"s\n\nu\n","model_type":"comment","user_select_options":{},"max_tokens":7,"temperature":0.20}`},
		{p: protocol.CodeGen, path: "/v1/completions", body: `{"model":"error_fix","prompt":"p","max_tokens":5,"n":1,"stop":null,"top_p":1}`,
			want: `/api/v1/code/generate/stream {"prompt":"p","model_type":"bug_fix","context":"","max_tokens":5,"top_p":1}`},
		{p: protocol.OpenAI, path: "/api/v1/code/generate", body: `{"prompt":"p","context":"c","model_type":"code_review","max_tokens":9}`,
			want: `/v1/chat/completions {"model":"comment","messages":[{"role":"user","content":"c\n\np"}],"stream":true,"stream_options":{"include_usage":true},"max_tokens":9}`},
		{p: protocol.CodeGen, path: "/v1/chat/completions",
			body: `{"model":"prompt","messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"user","content":"c"}]}`,
			want: `/api/v1/code/generate/stream {"prompt":"user: a\n\nassistant: b\n\nuser: c","model_type":"code_generation","context":""}`},
	} {
		s := stage(t, protocol.OpenAI, protocol.OpenAI)
		asked := s.scripted(c.p, eventStream, "data: {\"text\":\"x\",\"choices\":[{\"delta\":{\"content\":\"x\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n")
		if a := s.post(t.Context(), c.path, c.body); a.status != 200 {
			t.Errorf("status %d: %s", a.status, a.body)
		}
		if *asked != c.want {
			t.Errorf("%s was asked\n%s, want\n%s", c.p, *asked, c.want)
		}
	}
}
