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

	"github.com/codegen-dev/codegen-operator/internal/gateway/record"
	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// played puts an engine of our own behind the gateway, in the place of both.
func (s *scene) played(h http.HandlerFunc) {
	s.t.Helper()
	server := httptest.NewServer(h)
	s.t.Cleanup(server.Close)
	u, err := url.Parse(server.URL)
	if err != nil {
		s.t.Fatal(err)
	}
	s.vllm.Close()
	s.legacy.Close()
	s.change(func(t *table.Table) {
		vllm, legacy := *t.VLLM, *t.Legacy
		vllm.URL, legacy.URL = u, u
		t.VLLM, t.Legacy = &vllm, &legacy
	})
}

// chatEnd is the event that ends the only choice of a chat.
const chatEnd = `data: {"id":"chatcmpl-1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}` + "\n\n"

// writeChat writes events of a chat with these texts; those of these numbers have roles.
func writeChat(w io.Writer, texts int, roles ...int) {
	for i := range texts {
		role := ""
		for _, r := range roles {
			if r == i {
				role = `"role":"assistant",`
			}
		}
		_, _ = fmt.Fprintf(w, `data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"prompt",`+
			`"choices":[{"index":0,"delta":{%s"content":"t%d "},"finish_reason":null}]}`+"\n\n", role, i)
	}
}

// TestAnEngineRefusesToContinue: the answer breaks off, and both engines find fault with being asked to continue it. The client gets all
// text that there is, and an error event.
func TestAnEngineRefusesToContinue(t *testing.T) {
	s := stage(t, protocol.OpenAI, protocol.OpenAI)
	s.change(func(t *table.Table) { t.Chunks.Min, t.Chunks.Max = 2, 4 })
	s.played(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if strings.Contains(string(body), "continue_final_message") {
			http.Error(w, `{"error":{"message":"context length"}}`, http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "text/event-stream")
		writeChat(w, 6, 0)
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	})
	k := kinds["chat"]
	a := s.post(t.Context(), k.path, k.body(printJay, ""))
	st := a.story(t)
	if st.text != "t0 t1 t2 t3 t4 t5 " || st.failed == "" || st.done || a.err != nil {
		t.Errorf("%+v, %v", st, a.err)
	}
	if r := s.last(1); r.Outcome != record.Broken || r.Status != http.StatusOK {
		t.Errorf("record %+v", r)
	}
}

// TestARoleInTheMiddle: text that is held is written in the frame that it came in.
func TestARoleInTheMiddle(t *testing.T) {
	s := stage(t, protocol.OpenAI, protocol.OpenAI)
	s.change(func(t *table.Table) { t.Chunks.Min, t.Chunks.Max = 2, 4 })
	s.played(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "text/event-stream")
		var all strings.Builder // in one piece, so that it is heard in one
		writeChat(&all, 12, 0, 8)
		_, _ = io.WriteString(w, all.String()+chatEnd+"data: [DONE]\n\n")
	})
	k := kinds["chat"]
	a := s.post(t.Context(), k.path, k.body(printJay, ""))
	if st := a.story(t); st.text != "t0 t1 t2 t3 t4 t5 t6 t7 t8 t9 t10 t11 " || !st.done {
		t.Errorf("%+v", st)
	}
}

// TestWhatAnEngineSaysStaysBetweenItAndTheClient: engines quote prompts in their error messages.
func TestWhatAnEngineSaysStaysBetweenItAndTheClient(t *testing.T) {
	s := stage(t, protocol.OpenAI, protocol.OpenAI)
	s.played(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = io.WriteString(w, `data: {"error":{"message":"bad prompt: SECRET PROMPT"}}`+"\n\n")
	})
	k := kinds["chat"]
	a := s.post(t.Context(), k.path, k.body(printJay, ""))
	r := s.last(1)
	if a.status != http.StatusBadGateway || !strings.Contains(a.body, "SECRET PROMPT") || strings.Contains(fmt.Sprintf("%+v", r), "SECRET") {
		t.Errorf("the client is told %d %s, and the record says %+v", a.status, a.body, r)
	}
}

// TestADocumentThatIsCutOff: a body that ends with its connection does not show that it is incomplete. The other engine is asked then.
func TestADocumentThatIsCutOff(t *testing.T) {
	s := stage(t, protocol.OpenAI, protocol.OpenAI)
	const whole = `{"choices":[{"message":{"content":"hi"}}],"usage":{"completion_tokens":7}}`
	asked := 0
	s.played(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		asked++
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		text := whole
		if asked == 1 {
			text = whole[:40]
		}
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"+text)
	})
	a := s.post(t.Context(), kinds["chat"].path, `{"model":"prompt","messages":[{"role":"user","content":"hi"}]}`)
	if a.status != http.StatusOK || a.body != whole {
		t.Errorf("%d %s", a.status, a.body)
	}
	if r := s.last(1); r.Tokens != 7 || r.Failover != httpError || r.Outcome != record.OK {
		t.Errorf("record %+v", r)
	}
}
