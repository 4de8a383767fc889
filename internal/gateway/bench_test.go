// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/chunk"
	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// benchTokens is how many events with text the canned answer has.
const benchTokens = 1024

// cannedEngine answers every request on every connection with the same stream, without allocations of its own.
func cannedEngine(b *testing.B) *url.URL {
	b.Helper()
	var body strings.Builder
	for i := range benchTokens {
		fmt.Fprintf(&body, `data: {"id":"1","object":"chat.completion.chunk","created":1,"model":"m",`+
			`"choices":[{"index":0,"delta":{"content":" word%d"},"finish_reason":null}]}`+"\n\n", i)
	}
	body.WriteString(chatEnd + "data: [DONE]\n\n")
	answer := fmt.Appendf(nil, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: %d\r\n\r\n%s", body.Len(), body.String())
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go answerAll(conn, answer)
		}
	}()
	return &url.URL{Scheme: "http", Host: listener.Addr().String()}
}

func answerAll(conn net.Conn, answer []byte) {
	defer conn.Close()
	for buf := make([]byte, 4<<10); ; {
		if _, err := conn.Read(buf); err != nil { // a request comes in one piece
			return
		}
		if _, err := conn.Write(answer); err != nil {
			return
		}
	}
}

// discard is a client that takes everything at once.
type discard struct {
	header http.Header
	bytes  int
}

func (d *discard) Header() http.Header              { return d.header }
func (d *discard) WriteHeader(int)                  {}
func (d *discard) Write(p []byte) (int, error)      { d.bytes += len(p); return len(p), nil }
func (d *discard) Flush()                           {}
func (d *discard) SetWriteDeadline(time.Time) error { return nil }

// BenchmarkStream is one streamed answer of 1024 tokens from the engine's socket to the client: joined into 50 to 100 chunks, and as it
// comes.
func BenchmarkStream(b *testing.B) {
	for name, chunks := range map[string]chunk.Range{"joined": {Min: 50, Max: 100}, "as it comes": {}} {
		b.Run(name, func(b *testing.B) {
			t := &table.Table{
				Active: table.VLLM, VLLM: &table.Engine{Name: table.VLLM, Protocol: protocol.OpenAI, URL: cannedEngine(b)},
				Chunks: chunks, Hold: 250 * time.Millisecond, FirstChunk: time.Second,
			}
			g := New(Options{Table: func() *table.Table { return t }, Network: local()})
			defer g.Close()
			const body = `{"model":"m","messages":[{"role":"user","content":"p"}],"stream":true,"max_tokens":1024}`
			b.ReportAllocs()
			for b.Loop() {
				r, _ := http.NewRequestWithContext(b.Context(), http.MethodPost, "/v1/chat/completions", io.NopCloser(strings.NewReader(body)))
				w := &discard{header: http.Header{}}
				g.ServeHTTP(w, r)
				if w.bytes < benchTokens {
					b.Fatal("the answer is not whole")
				}
			}
		})
	}
}
