// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/codegen-dev/codegen-operator/internal/chunk"
	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// ways from clients to engines on which no other engine can continue, so that what one said is all that the client gets.
var ways = []struct {
	engine protocol.Protocol
	kind   string
	more   string
}{
	{protocol.OpenAI, "chat", `,"n":2`},
	{protocol.OpenAI, "completion", `,"n":2`},
	{protocol.CodeGen, "chat", ""},
	{protocol.CodeGen, "codegen", ""},
	{protocol.CodeGen, "codegen at once", ""},
	{protocol.MultiLoRA, "chat", ""},
	{protocol.MultiLoRA, "completion at once", ""},
	{protocol.MultiLoRA, "codegen", ""},
}

// FuzzAnyEngine: whatever bytes an engine sends, however they are cut, a client gets a document, or a stream that ends with its end marker
// or with an error event; and where we write it ourselves, each event of it is JSON.
func FuzzAnyEngine(f *testing.F) {
	for way := range ways {
		for _, stream := range []string{
			"data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\ndata: [DONE]\n\n",
			"data: {\"text\":\"a\\n\"}\n\ndata: {\"text\":\"b\"}\n\ndata: [DONE]\n\n",
			"data: {\"type\":\"token\",\"content\":\"x\\\"\",\"is_complete\":false}\r\n\r\ndata: {\"type\":\"done\",\"is_complete\":true}\n\n",
			"data: {\"error\":{\"message\":\"m\"}}\n\n", "data: {\n\n", "data: \xff\n\n", "", "\n", ":\n\n",
		} {
			f.Add(way, []byte(stream), 7)
		}
	}
	rig := newRig(f)
	f.Fuzz(func(t *testing.T, way int, stream []byte, step int) {
		if len(stream) > 1<<15 {
			return
		}
		w := ways[uint(way)%uint(len(ways))]
		answer := rig.ask(w.engine, kinds[w.kind], w.more, stream, min(max(step, 1), 4096))
		if !strings.HasPrefix(answer.Header().Get("Content-Type"), eventStream) {
			if !json.Valid(answer.Body.Bytes()) {
				t.Fatalf("%d with a document that is no JSON: %q", answer.Code, answer.Body)
			}
			return
		}
		checkEnd(t, answer.Body.String(), w.engine, kinds[w.kind])
	})
}

// checkEnd: events are framed, and the last one says that it is.
func checkEnd(t *testing.T, body string, from protocol.Protocol, k kind) {
	t.Helper()
	events := strings.Split(strings.TrimSuffix(body, "\n\n"), "\n\n")
	same := from == protocol.OpenAI && k.openAI || from == protocol.CodeGen && !k.openAI
	for _, event := range events {
		data, ok := strings.CutPrefix(event, "data: ")
		if !ok || !same && data != "[DONE]" && !json.Valid([]byte(data)) {
			t.Fatalf("an event %q in %q", event, body)
		}
	}
	last := events[len(events)-1]
	if last != "data: [DONE]" && !strings.Contains(last, "error") && !strings.Contains(last, "done") {
		t.Fatalf("it just ends: %q", body)
	}
}

// rig is a gateway before an engine that says what the test gives it.
type rig struct {
	gateway *Gateway
	engines map[protocol.Protocol]*table.Engine
	table   *table.Table
	says    atomic.Pointer[saying] // the engine's handler may outlive the request
}

// saying is what the engine says, in pieces of so many bytes.
type saying struct {
	stream []byte
	step   int
}

func newRig(f *testing.F) *rig {
	f.Helper()
	r := &rig{engines: map[protocol.Protocol]*table.Engine{}}
	server := httptest.NewServer(http.HandlerFunc(r.play))
	f.Cleanup(server.Close)
	u, err := url.Parse(server.URL)
	if err != nil {
		f.Fatal(err)
	}
	for _, p := range []protocol.Protocol{protocol.OpenAI, protocol.CodeGen, protocol.MultiLoRA} {
		r.engines[p] = &table.Engine{Name: table.VLLM, Protocol: p, URL: u}
	}
	r.gateway = New(Options{
		Table:   func() *table.Table { return r.table },
		Network: &engine.Network{Guard: engine.NewGuard(netip.MustParsePrefix("127.0.0.0/8"))},
	})
	f.Cleanup(r.gateway.Close)
	return r
}

// play is the engine.
func (r *rig) play(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", eventStream)
	w.WriteHeader(http.StatusOK)
	now := r.says.Load()
	for rest := now.stream; len(rest) > 0; {
		n := min(now.step, len(rest))
		_, _ = w.Write(rest[:n])
		_ = http.NewResponseController(w).Flush()
		rest = rest[n:]
	}
}

func (r *rig) ask(p protocol.Protocol, k kind, more string, stream []byte, step int) *httptest.ResponseRecorder {
	r.says.Store(&saying{stream, step})
	r.table = &table.Table{Active: table.VLLM, VLLM: r.engines[p], Chunks: chunk.Range{Min: 2, Max: 4}}
	answer := httptest.NewRecorder()
	r.gateway.ServeHTTP(answer, httptest.NewRequest(http.MethodPost, k.path, strings.NewReader(k.body("x", more))))
	return answer
}
