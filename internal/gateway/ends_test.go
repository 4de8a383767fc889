// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// of is an event of a chat with one choice, or what is in its place.
func of(choice string) string {
	return `data: {"id":"a","created":1,"model":"m","choices":[` + choice + `]}` + "\n\n"
}

const (
	chatRole   = `{"index":0,"delta":{"role":"assistant","content":""}}`
	chatText   = `{"index":0,"delta":{"content":"some text"}}`
	chatStop   = `{"index":0,"delta":{},"finish_reason":"stop"}`
	chatMarker = "data: [DONE]\n\n"
)

// TestWhatIsAnEnd: an answer that is none is that of the other engine; one that was whole is passed on, whatever comes after it.
func TestWhatIsAnEnd(t *testing.T) {
	for name, c := range map[string]struct {
		p      protocol.Protocol
		answer string
		own    bool // it is an answer
	}{
		"whole":                         {protocol.OpenAI, of(chatText) + of(chatStop) + chatMarker, true},
		"no marker":                     {protocol.OpenAI, of(chatText) + of(chatStop), true},
		"an error after the end":        {protocol.OpenAI, of(chatText) + of(chatStop) + `data: {"error":{"message":"m"}}` + "\n\n", true},
		"nothing, and says why":         {protocol.OpenAI, of(chatRole) + of(chatStop) + chatMarker, true},
		"a marker":                      {protocol.OpenAI, chatMarker, false},
		"a role and a marker":           {protocol.OpenAI, of(chatRole) + chatMarker, false},
		"a role":                        {protocol.OpenAI, of(chatRole), false},
		"given up at once":              {protocol.OpenAI, of(`{"index":0,"delta":{"content":"x"},"finish_reason":"abort"}`) + chatMarker, false},
		"an unknown reason":             {protocol.OpenAI, of(`{"index":0,"delta":{"content":"x"},"finish_reason":"weather"}`) + chatMarker, false},
		"a loop":                        {protocol.OpenAI, of(`{"index":0,"delta":{"content":"x"},"finish_reason":"repetition"}`) + chatMarker, false},
		"a marker of MultiLoRA":         {protocol.MultiLoRA, `data: {"type":"done","text":""}` + "\n\n", false},
		"a marker of CodeGen":           {protocol.CodeGen, `data: {"type":"done"}` + "\n\n", false},
		"complete, and nothing":         {protocol.CodeGen, `data: {"content":"","is_complete":true}` + "\n\n", false},
		"complete, and no marker":       {protocol.CodeGen, `data: {"content":"some text","is_complete":true}` + "\n\n", true},
		"the end of a filter":           {protocol.OpenAI, of(`{"index":0,"delta":{"content":""},"finish_reason":"content_filter"}`) + chatMarker, true},
		"a stop string, as TGI has one": {protocol.OpenAI, of(chatText) + of(`{"index":0,"delta":{},"finish_reason":"stop_sequence"}`), true},
	} {
		t.Run(name, func(t *testing.T) {
			s := stage(t, protocol.OpenAI, protocol.OpenAI)
			s.scripted(c.p, eventStream, c.answer)
			k := kinds["chat"]
			a := s.post(t.Context(), k.path, k.body(printJay, ""))
			engine := a.header.Get("X-Codegen-Engine")
			if st := a.story(t); !st.done || st.failed != "" || (engine == "vllm") != c.own {
				t.Errorf("%s: %+v", engine, st)
			}
		})
	}
}

// TestNothingIsBetterThanNoAnswer: where no other engine can be asked, an end marker is all that the protocol says.
func TestNothingIsBetterThanNoAnswer(t *testing.T) {
	s := stage(t, protocol.OpenAI, protocol.OpenAI)
	s.scripted(protocol.MultiLoRA, eventStream, `data: {"type":"done","text":""}`+"\n\n")
	s.change(func(t *table.Table) { t.Legacy = nil })
	k := kinds["chat"]
	if a := s.post(t.Context(), k.path, k.body(printJay, "")); a.status != http.StatusOK || !a.story(t).done {
		t.Errorf("%d %s", a.status, a.body)
	}
}

// TestDocumentsThatAreNone: the other engine is asked.
func TestDocumentsThatAreNone(t *testing.T) {
	for name, document := range map[string]string{
		"error": `{"error":{"message":"m","code":500}}`, "older error": `{"object":"error","message":"m"}`,
		"no choices": `{"id":"a"}`, "empty choices": `{"choices":[]}`, "not an object": `[]`, "nothing": ``,
		"given up": `{"choices":[{"message":{"content":"x"},"finish_reason":"abort"}]}`,
	} {
		s := stage(t, protocol.OpenAI, protocol.OpenAI)
		want := s.answerTo(printJay)
		s.scripted(protocol.OpenAI, "application/json", document)
		k := kinds["chat at once"]
		a := s.post(t.Context(), k.path, k.body(printJay, ""))
		if a.header.Get("X-Codegen-Engine") != "legacy" {
			t.Fatalf("%s: %d %s", name, a.status, a.body)
		}
		checkDocument(t, k, a, want)
	}
}

// silentAfter puts an engine in the place of vllm that sends this, and then nothing until the request ends.
func (s *scene) silentAfter(answer string) {
	s.t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", eventStream)
		_, _ = io.WriteString(w, answer)
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	}))
	s.t.Cleanup(server.Close)
	u, _ := url.Parse(server.URL)
	s.change(func(t *table.Table) { t.VLLM = &table.Engine{Name: table.VLLM, Protocol: protocol.OpenAI, URL: u} })
}

func TestSilenceAfterTheLastFinishReasonIsAnEnd(t *testing.T) {
	s := stage(t, protocol.OpenAI, protocol.OpenAI)
	s.silence(patience, patience)
	s.silentAfter(of(chatText) + of(chatStop))
	for _, name := range []string{"chat", "codegen", "codegen at once"} {
		k := kinds[name]
		a := s.post(t.Context(), k.path, k.body(printJay, ""))
		if !strings.Contains(a.body, "some text") || k.stream && !a.story(t).done || s.legacy.Counts().Total() != 0 {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
}

// TestAChoiceThatIsMissingIsNoEnd: the client asked for two.
func TestAChoiceThatIsMissingIsNoEnd(t *testing.T) {
	second := strings.ReplaceAll(chatText, `"index":0`, `"index":1`)
	for name, answer := range map[string]string{
		"cut": of(chatText) + of(second) + of(chatStop), "silent": "",
		"with a marker": of(chatText) + of(second) + of(chatStop) + chatMarker,
	} {
		s := stage(t, protocol.OpenAI, protocol.OpenAI)
		if name == "silent" {
			s.silence(time.Second, 100*time.Millisecond)
			s.silentAfter(of(chatText) + of(second) + of(chatStop))
		} else {
			s.scripted(protocol.OpenAI, eventStream, answer)
		}
		k := kinds["chat"]
		a := s.post(t.Context(), k.path, k.body(printJay, `,"n":2,"max_tokens":2`))
		if st := a.story(t); st.failed == "" || st.done {
			t.Errorf("%s: %+v", name, st)
		}
	}
}

// TestAComplaintIsTheClientsOwn: what an engine finds fault with in an event is kept apart from the buffer of the stream, which the next
// request uses.
func TestAComplaintIsTheClientsOwn(t *testing.T) {
	t.Parallel()
	x, r := &exchange{call: protocol.Chat}, &response{ask: protocol.UpstreamRequest{Same: true}}
	event := []byte(`{"error":{"message":"m","code":400}}`)
	body := x.errorBody(r, http.StatusBadRequest, event)
	copy(event, "of another request")
	if string(body) != `{"error":{"message":"m","code":400}}` {
		t.Errorf("the client gets %s", body)
	}
}
