// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/measure"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// tape plays pieces of a body, one for each read, and notes when each was handed out.
type tape struct {
	pieces []string
	played []time.Time
	end    error // how it ends; nil is io.EOF
}

func (t *tape) Read(p []byte) (int, error) {
	if len(t.pieces) == 0 {
		if t.end != nil {
			return 0, t.end
		}
		return 0, io.EOF
	}
	n := copy(p, t.pieces[0])
	if t.pieces[0] = t.pieces[0][n:]; t.pieces[0] == "" {
		t.pieces = t.pieces[1:]
	}
	t.played = append(t.played, time.Now())
	return n, nil
}

// bytewise cuts a body into single bytes.
func bytewise(body string) []string {
	pieces := make([]string, len(body))
	for i := range len(body) {
		pieces[i] = body[i : i+1]
	}
	return pieces
}

// listener is a client that records tapes; it never connects.
func listener(t testing.TB, p protocol.Protocol) *Client {
	t.Helper()
	return clientOf(t, Endpoint{Protocol: p, URL: "http://engine:8000", Key: secretKey})
}

func replay(t testing.TB, p protocol.Protocol, pieces ...string) Recording {
	t.Helper()
	return listener(t, p).record(context.Background(), &tape{pieces: pieces}, time.Now())
}

// render puts events into words, without their times.
func render(events []measure.Event) string {
	var words []string
	for _, e := range events {
		words = append(words, renderEvent(e))
	}
	return strings.Join(words, " ")
}

func renderEvent(e measure.Event) string {
	parts := []string{}
	add := func(is bool, format string, args ...any) {
		if is {
			parts = append(parts, fmt.Sprintf(format, args...))
		}
	}
	add(e.Opening && !e.IsChunk() && !e.Finish, "role")
	add(e.Reasoning != "", "reasoning(%q)", e.Reasoning)
	add(e.Text != "", "%q", e.Text)
	add(e.Arguments != "", "arguments(%q)", e.Arguments)
	add(e.Finish, "finish")
	add(e.Error != "", "error(%s)", e.Error)
	add(e.End, "end")
	if e.Tokens != nil {
		add(true, "tokens=%d", *e.Tokens)
	}
	if len(parts) == 0 {
		return "-"
	}
	return strings.Join(parts, "+")
}
