// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/codegen-dev/codegen-operator/internal/protocol"
	"github.com/codegen-dev/codegen-operator/internal/sim"
)

var protocols = []protocol.Protocol{protocol.OpenAI, protocol.MultiLoRA, protocol.CodeGen}

// reference is the address of an engine that gives the right answer to a prompt.
func (s *scene) reference() string {
	s.t.Helper()
	e, err := sim.Start(sim.OpenAI, quick)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(e.Close)
	return e.URL() + "/v1/chat/completions"
}

func TestEveryClientGetsTheAnswerOfEveryEngine(t *testing.T) {
	for _, p := range protocols {
		for name, k := range kinds {
			t.Run(string(p)+" to "+name, func(t *testing.T) {
				s := stage(t, p, p)
				want := s.answerTo(printJay)
				a := s.post(t.Context(), k.path, k.body(printJay, ""))
				if a.err != nil || a.status != http.StatusOK || a.header.Get("X-Codegen-Engine") != "vllm" || a.header.Get("X-Request-Id") == "" {
					t.Fatalf("status %d, error %v, header %v, body %s", a.status, a.err, a.header, a.body)
				}
				if k.stream {
					checkStream(t, k, a, want)
				} else {
					checkDocument(t, k, a, want)
				}
				if r := s.last(1); r.Outcome != "OK" || r.Status != 200 || r.Engine != "vllm" || r.Stream != k.stream || r.BytesOut == 0 {
					t.Errorf("record %+v", r)
				}
			})
		}
	}
}

func checkStream(t *testing.T, k kind, a said, want string) {
	t.Helper()
	st := a.story(t)
	if st.text != want || !st.done || st.failed != "" {
		t.Errorf("text %q, want %q; done %t, failed %q", st.text, want, st.done, st.failed)
	}
	if st.chunks < 50 || st.chunks > 100 {
		t.Errorf("%d chunks", st.chunks)
	}
	if k.openAI && (st.finish != "stop" && st.finish != "length" || len(st.ids) != 1) {
		t.Errorf("finish %q, ids %v", st.finish, st.ids)
	}
}

func checkDocument(t *testing.T, k kind, a said, want string) {
	t.Helper()
	var p part
	if err := json.Unmarshal([]byte(a.body), &p); err != nil {
		t.Fatalf("%v: %s", err, a.body)
	}
	text := p.Code
	if k.openAI {
		text = p.Choices[0].Message.Content + p.Choices[0].Text
	}
	if text != want || !strings.HasPrefix(a.header.Get("Content-Type"), "application/json") {
		t.Errorf("text %q, want %q", text, want)
	}
}
