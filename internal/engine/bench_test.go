// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// BenchmarkStream200Chunks reads a stream of two hundred chunks, each in a read of its own, for each protocol.
func BenchmarkStream200Chunks(b *testing.B) {
	for _, c := range []struct {
		protocol protocol.Protocol
		form     string
	}{
		{protocol.OpenAI, `data: {"id":"chatcmpl-0123456789abcdef","object":"chat.completion.chunk","created":1753000000,"model":"prompt",` +
			`"choices":[{"index":0,"delta":{"content":"token %d"},"logprobs":null,"finish_reason":null}]}` + "\n\n"},
		{protocol.MultiLoRA, `data: {"text":"token %d"}` + "\n\n"},
		{protocol.CodeGen, `data: {"type":"token","content":"token %d","is_complete":false}` + "\n\n"},
	} {
		b.Run(string(c.protocol), func(b *testing.B) {
			client := listener(b, c.protocol)
			pieces := make([]string, 0, 201)
			for i := range 200 {
				pieces = append(pieces, fmt.Sprintf(c.form, i))
			}
			pieces = append(pieces, "data: [DONE]\n\n")
			b.SetBytes(int64(len(strings.Join(pieces, ""))))
			b.ReportAllocs()
			for b.Loop() {
				if r := client.record(context.Background(), &quickTape{pieces: pieces}, time.Now()); r.Fault != nil || len(r.Events) != 201 {
					b.Fatalf("%d events, %+v", len(r.Events), r.Fault)
				}
			}
		})
	}
}

// quickTape is a tape that notes nothing.
type quickTape struct{ pieces []string }

func (q *quickTape) Read(p []byte) (int, error) {
	n := copy(p, q.pieces[0])
	q.pieces = q.pieces[1:]
	return n, nil
}

// BenchmarkLoad reads a metrics page of the size that a busy engine has.
func BenchmarkLoad(b *testing.B) {
	page := busyPage()
	b.SetBytes(int64(len(page)))
	b.ReportAllocs()
	for b.Loop() {
		if l, err := readLoad(strings.NewReader(page)); err != nil || !l.HasTokens {
			b.Fatal(l, err)
		}
	}
}
