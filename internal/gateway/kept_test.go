// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/codegen-dev/codegen-operator/internal/gateway/memory"
	"github.com/codegen-dev/codegen-operator/internal/gateway/record"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// keeping bounds what a gateway keeps of answers; before any request.
func (s *scene) keeping(most int64) { s.gateway.answers = memory.New(most) }

// TestDocumentsAreBoundedTogether: of documents that do not fit into memory together, some are refused with a Retry-After, and the others
// are whole. Afterwards there is room again.
func TestDocumentsAreBoundedTogether(t *testing.T) {
	t.Parallel()
	const size, fit, clients = 1 << 20, 3, 8
	document := `{"choices":[{"message":{"content":"` + strings.Repeat("x", size) + `"},"finish_reason":"stop"}]}`
	s := stage(t, protocol.OpenAI, protocol.OpenAI)
	s.keeping(fit * (size + size/2))
	s.silence(patience, patience)
	var asked sync.WaitGroup
	asked.Add(clients)
	s.played(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, document[:size])
		_ = http.NewResponseController(w).Flush()
		asked.Done()
		asked.Wait() // until all are in the middle of theirs
		_, _ = io.WriteString(w, document[size:])
	})
	statuses := make(chan int, clients)
	for range clients {
		go func() {
			a := s.post(t.Context(), kinds["chat at once"].path, kinds["chat at once"].body(printJay, ""))
			if a.status == http.StatusOK && a.body != document || a.status != http.StatusOK && a.header.Get("Retry-After") == "" {
				t.Errorf("%d %v, %d bytes", a.status, a.header, len(a.body))
			}
			statuses <- a.status
		}()
	}
	count := map[int]int{}
	for range clients {
		count[<-statuses]++
	}
	if count[http.StatusOK] == 0 || count[http.StatusServiceUnavailable] == 0 || len(count) != 2 {
		t.Errorf("the answers have %v", count)
	}
	if r := s.last(clients); r.Outcome != record.OK && r.Outcome != record.Saturated {
		t.Errorf("record %+v", r)
	}
	eventually(t, "everything is given back", func() bool { return s.gateway.answers.Used() == 0 })
}

// TestStreamsAreServedWithoutMemory: where there is no room to keep an answer, it is streamed all the same; only a document needs the room.
func TestStreamsAreServedWithoutMemory(t *testing.T) {
	t.Parallel()
	for _, p := range protocols {
		s := stage(t, p, p)
		s.keeping(8)
		for name, k := range kinds {
			a := s.post(t.Context(), k.path, k.body(printJay, ""))
			want := http.StatusOK
			if !k.stream {
				want = http.StatusServiceUnavailable
			}
			if a.status != want || k.stream && !a.story(t).done {
				t.Errorf("%s at %s: %d %.200s", name, p, a.status, a.body)
			}
		}
	}
}
