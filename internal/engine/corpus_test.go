// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"cmp"
	"net/http"
	"strings"
	"testing"

	"github.com/codegen-dev/codegen-operator/internal/protocol"
	"github.com/codegen-dev/codegen-operator/test/corpus"
)

// TestCorpus: the checks read each shape as it says, and take no shape that is cut for a whole one.
func TestCorpus(t *testing.T) {
	t.Parallel()
	shapes, err := corpus.All()
	if err != nil {
		t.Fatal(err)
	}
	for _, shape := range shapes {
		if shape.Check != nil {
			t.Run(shape.Name, func(t *testing.T) {
				t.Parallel()
				checkShape(t, shape)
			})
		}
	}
}

func checkShape(t *testing.T, shape corpus.Shape) {
	t.Helper()
	got := streamOf(t, shape, shape.Play)
	want := shape.Check
	if why := reasonOf(got.Fault); string(why) != cmp.Or(want.Reason, "none") {
		t.Errorf("the fault is %+v, want %q", got.Fault, want.Reason)
	}
	text, chunks := contentOf(got)
	if want.Reason == "" && (text != want.Text || chunks != want.Chunks) {
		t.Errorf("%d chunks with the text %q, want %d with %q", chunks, text, want.Chunks, want.Text)
	}
	for _, cut := range shape.Cuts() {
		cutShort := streamOf(t, shape, func(w http.ResponseWriter) { shape.PlayCut(w, cut) })
		if text, _ := contentOf(cutShort); cutShort.Fault == nil && text != want.Text {
			t.Errorf("cut after %d bytes, %q is taken for the answer", cut, text)
		}
	}
}

func streamOf(t *testing.T, shape corpus.Shape, play func(http.ResponseWriter)) Recording {
	t.Helper()
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) { play(w) })
	client := clientOf(t, Endpoint{Protocol: shape.Protocol, URL: url, Key: secretKey})
	return client.Stream(withTimeout(t, patience), protocol.Generation{Model: "prompt", Prompt: "p"})
}

// contentOf is the content of a recording, and how many chunks it has.
func contentOf(r Recording) (text string, chunks int) {
	var b strings.Builder
	for _, e := range r.Events {
		b.WriteString(e.Text)
		if e.IsChunk() {
			chunks++
		}
	}
	return b.String(), chunks
}
