// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package upstream

import (
	"bytes"
	"io"
	"net/http/httputil"
	"testing"
)

// decodeAll takes the framing off a chunked body that comes in pieces of this size.
func decodeAll(raw []byte, step int) (text []byte, done bool, err error) {
	b := body{kind: chunked}
	for len(raw) > 0 && !b.done && err == nil {
		piece := bytes.Clone(raw[:min(step, len(raw))])
		var n int
		n, _, err = b.decode(piece)
		text = append(text, piece[:n]...)
		raw = raw[min(step, len(raw)):]
	}
	return text, b.done, err
}

// FuzzBody holds the reading of chunked bodies against that of net/http.
func FuzzBody(f *testing.F) {
	f.Add([]byte("5\r\nhello\r\nA;x=y\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n"), 1)
	f.Add([]byte("1\na\n0\n\n"), 2)
	f.Add([]byte("ffffffffffffffff\r\nx"), 3)
	f.Fuzz(func(t *testing.T, raw []byte, step int) {
		step = min(max(step, 1), 64)
		whole, done, err := decodeAll(raw, 1<<20)
		cut, cutDone, cutErr := decodeAll(raw, step)
		if !bytes.Equal(whole, cut) || done != cutDone || (err == nil) != (cutErr == nil) {
			t.Fatalf("cut otherwise: %q %t %v, and %q %t %v", whole, done, err, cut, cutDone, cutErr)
		}
		want, wantErr := io.ReadAll(httputil.NewChunkedReader(bytes.NewReader(raw)))
		if wantErr == nil && err == nil && !bytes.Equal(whole, want) {
			t.Fatalf("%q is %q, want %q", raw, whole, want)
		}
	})
}

func TestABodyIsReadWhateverWayItIsCut(t *testing.T) {
	raw := []byte("5\r\nhello\r\n1;x=y\r\n \r\n5\r\nworld\r\n0\r\nTrailer: x\r\n\r\n")
	for step := 1; step <= len(raw); step++ {
		if text, done, err := decodeAll(raw, step); string(text) != "hello world" || !done || err != nil {
			t.Errorf("in pieces of %d: %q, %t, %v", step, text, done, err)
		}
	}
}
