// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// idEngine answers as vLLM does: with the ids of tokens to those who ask, and with a template that trims what it is to continue.
type idEngine struct {
	server *httptest.Server

	mu    sync.Mutex // guards what follows
	cut   int        // after so many tokens the answer breaks off; below 0: it does not
	event int        // tokens in an event
	first uint32     // the id of the first token: engines of another vocabulary have another one
	// refuses: requests with return_token_ids get 400.
	refuses bool
	// thinks is how many tokens of a chat are reasoning.
	thinks int
	paths  []string
}

type idRequest struct {
	Prompt   []uint32
	Messages []struct{ Content string }
	Most     *int `json:"max_tokens"`
	IDs      bool `json:"return_token_ids"`
	Continue bool `json:"continue_final_message"`
}

// promptIDs is what the template makes of any prompt.
var promptIDs = []uint32{900, 901, 902}

func newIDEngine(t *testing.T) *idEngine {
	e := &idEngine{cut: -1, event: 1}
	e.server = httptest.NewServer(e)
	t.Cleanup(e.server.Close)
	return e
}

func (e *idEngine) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var ask idRequest
	body, _ := io.ReadAll(r.Body)
	_ = json.Unmarshal(body, &ask)
	e.mu.Lock()
	cut, group, first, thinks, refused := e.cut, e.event, e.first, e.thinks, e.refuses && ask.IDs
	e.paths = append(e.paths, r.URL.Path)
	e.mu.Unlock()
	switch {
	case refused:
		http.Error(w, `{"error":{"message":"unknown field"}}`, http.StatusBadRequest)
	case r.URL.Path == "/tokenize":
		prompt := []uint32{first + promptIDs[0], promptIDs[1], promptIDs[2]}
		_, _ = fmt.Fprintf(w, `{"count":3,"max_model_len":4096,"tokens":%s}`, asJSON(prompt))
	default:
		e.generate(w, r.URL.Path, ask, first, cut, group, thinks)
	}
}

// begun is how many tokens the engine takes for generated, and white space that it says again.
func (ask *idRequest) begun() (tokens int, again string) {
	if len(ask.Prompt) > 0 {
		return len(ask.Prompt) - len(promptIDs), ""
	}
	if !ask.Continue {
		return 0, ""
	}
	text := ask.Messages[len(ask.Messages)-1].Content
	for tokens < len(pieces) && len(strings.Join(pieces[:tokens+1], "")) <= len(text) {
		tokens++
	}
	return tokens, text[len(strings.TrimRight(text, " \n")):]
}

func (e *idEngine) generate(w http.ResponseWriter, path string, ask idRequest, first uint32, cut, group, thinks int) {
	from, again := ask.begun()
	to, finish := len(pieces), "stop"
	if ask.Most != nil && from+*ask.Most < to {
		to, finish = from+*ask.Most, "length"
	}
	w.Header().Set("Content-Type", eventStream)
	prompt := ""
	if ask.IDs {
		prompt = `"prompt_token_ids":` + asJSON([]uint32{first + promptIDs[0], promptIDs[1], promptIDs[2]}) + ","
	}
	_, _ = io.WriteString(w, `data: {"id":"`+path+`","created":1,`+prompt+`"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}`+"\n\n")
	for at := from; at < to; at += group {
		if cut >= 0 && at-from >= cut {
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		}
		next := min(at+group, to)
		ids := "null"
		if ask.IDs {
			var list []int
			for id := at; id < next; id++ {
				list = append(list, id)
			}
			ids = asJSON(list)
		}
		text := asJSON(again + strings.Join(pieces[at:next], ""))
		again = ""
		switch {
		case path == "/v1/completions":
			text = `"text":` + text
		case at < thinks:
			text = `"delta":{"reasoning":` + text + `}`
		default:
			text = `"delta":{"content":` + text + `}`
		}
		_, _ = fmt.Fprintf(w, `data: {"id":%q,"created":1,"choices":[{"index":0,%s,"finish_reason":null,"token_ids":%s}]}`+"\n\n", path, text, ids)
	}
	_, _ = fmt.Fprintf(w, `data: {"id":%q,"choices":[{"index":0,"delta":{},"text":"","finish_reason":%q,"token_ids":null}]}`+"\n\n", path, finish)
	_, _ = fmt.Fprintf(w, `data: {"id":%q,"choices":[],"usage":{"prompt_tokens":%d,"completion_tokens":%d,"total_tokens":%d}}`+"\n\n",
		path, 3+from, to-from, 3+to)
	_, _ = io.WriteString(w, chatMarker)
}

func (e *idEngine) set(f func(*idEngine)) {
	e.mu.Lock()
	defer e.mu.Unlock()
	f(e)
}

// asked are the paths that were asked since the last time.
func (e *idEngine) asked() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	paths := strings.Join(e.paths, " ")
	e.paths = nil
	return paths
}

func (s *scene) idEngines(t *testing.T) (vllm, legacy *idEngine) {
	vllm, legacy = newIDEngine(t), newIDEngine(t)
	s.change(func(t *table.Table) {
		a, _ := url.Parse(vllm.server.URL)
		b, _ := url.Parse(legacy.server.URL)
		t.VLLM = &table.Engine{Name: table.VLLM, Protocol: protocol.OpenAI, URL: a}
		t.Legacy = &table.Engine{Name: table.Legacy, Protocol: protocol.OpenAI, URL: b}
	})
	return vllm, legacy
}

// TestIDsContinueExactly: wherever an answer breaks off, the other engine goes on with its ids, whatever a template makes of its text; the
// client sees none of them, gets no more than it asked for, and its usage is that of the whole.
func TestIDsContinueExactly(t *testing.T) {
	s := stage(t, protocol.OpenAI, protocol.OpenAI)
	vllm, legacy := s.idEngines(t)
	k := kinds["chat"]
	if a := s.post(t.Context(), k.path, k.body("x", "")); strings.Join(pieces, "") != a.story(t).text {
		t.Fatal(a.body)
	}
	rapid.Check(t, func(rt *rapid.T) {
		most := rapid.IntRange(2, len(pieces)+3).Draw(rt, "most")
		vllm.set(func(e *idEngine) {
			e.cut = rapid.IntRange(1, min(most, len(pieces))-1).Draw(rt, "cut")
			e.event = rapid.IntRange(1, 3).Draw(rt, "tokens in an event")
		})
		vllm.asked()
		legacy.asked()
		a := s.post(t.Context(), k.path, k.body("x", fmt.Sprintf(`,"max_tokens":%d,"stream_options":{"include_usage":true}`, most)))
		st, want := a.story(t), min(most, len(pieces))
		if st.text != strings.Join(pieces[:want], "") || !st.done || st.usage != want || len(st.ids) != 1 || strings.Contains(a.body, `ids":[`) {
			rt.Fatalf("%+v\n%s", st, a.body)
		}
		if got := legacy.asked(); got != "" && got != "/tokenize /v1/completions" {
			rt.Fatal(got)
		}
	})
}

// TestIDsOfAnotherVocabulary: they would mean another text.
func TestIDsOfAnotherVocabulary(t *testing.T) {
	s := stage(t, protocol.OpenAI, protocol.OpenAI)
	vllm, legacy := s.idEngines(t)
	k := kinds["chat"]
	s.post(t.Context(), k.path, k.body("x", ""))
	vllm.set(func(e *idEngine) { e.cut = 4 })
	legacy.set(func(e *idEngine) { e.first = 7 })
	a := s.post(t.Context(), k.path, k.body("x", ""))
	if st := a.story(t); st.text != strings.Join(pieces, "") || !st.done || legacy.asked() != "/tokenize /v1/chat/completions" {
		t.Errorf("%+v", st)
	}
}

// TestIDsContinueBehindReasoning: the reasoning is in the ids, and in nothing else that an engine can be given.
func TestIDsContinueBehindReasoning(t *testing.T) {
	s := stage(t, protocol.OpenAI, protocol.OpenAI)
	vllm, legacy := s.idEngines(t)
	for _, e := range []*idEngine{vllm, legacy} {
		e.set(func(e *idEngine) { e.thinks = 3 })
	}
	k := kinds["chat"]
	s.post(t.Context(), k.path, k.body("x", ""))
	vllm.set(func(e *idEngine) { e.cut = 6 })
	a := s.post(t.Context(), k.path, k.body("x", ""))
	asked := legacy.asked()
	if st := a.story(t); st.text != strings.Join(pieces[3:], "") || !st.done || asked != "/tokenize /v1/completions" {
		t.Errorf("%+v", st)
	}
	legacy.set(func(e *idEngine) { e.first = 7 })
	vllm.asked()
	a = s.post(t.Context(), k.path, k.body("x", ""))
	if st := a.story(t); st.done || st.failed == "" || st.text != strings.Join(pieces[3:12], "") || legacy.asked() != "/tokenize" {
		t.Errorf("%+v", st)
	}
}

// TestIDsThatAreRefused: an engine that shows them, and does not take the request for them, is asked without them.
func TestIDsThatAreRefused(t *testing.T) {
	s := stage(t, protocol.OpenAI, protocol.OpenAI)
	vllm, _ := s.idEngines(t)
	vllm.set(func(e *idEngine) { e.refuses = true })
	k := kinds["chat"]
	for i, want := range []int{1, 2, 1, 1} { // the first shows that the engine knows of them
		a := s.post(t.Context(), k.path, k.body("x", ""))
		if n := len(strings.Fields(vllm.asked())); n != want || !a.story(t).done {
			t.Errorf("request %d: asked %d times, %s", i, n, a.body)
		}
	}
}
