// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"bytes"
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
	"github.com/codegen-dev/codegen-operator/test/corpus"
)

// shaped is an engine that answers as a shape does. It refuses to continue an answer. Where it cuts its first answer, it refuses all later
// requests.
type shaped struct {
	mu    sync.Mutex // guards what follows
	shape corpus.Shape
	cut   int // bytes; negative: the answer is whole
	asked int
}

func (e *shaped) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	e.mu.Lock()
	shape, cut := e.shape, e.cut
	refuse := cut >= 0 && e.asked > 0 || bytes.Contains(body, []byte("continue_final_message")) || r.URL.Path == "/tokenize"
	e.asked++
	e.mu.Unlock()
	switch {
	case refuse:
		http.Error(w, `{"error":{"message":"no"}}`, http.StatusBadRequest)
	case cut >= 0:
		shape.PlayCut(w, cut)
	default:
		shape.Play(w)
	}
}

// corpusScene is a gateway before an engine that can take any shape.
type corpusScene struct {
	*scene
	engine *shaped
	url    *url.URL
}

func newCorpusScene(t *testing.T) *corpusScene {
	t.Helper()
	engine := &shaped{}
	server := httptest.NewServer(engine)
	t.Cleanup(server.Close)
	u, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	s := stage(t, protocol.OpenAI, protocol.OpenAI)
	s.change(func(t *table.Table) { t.Chunks.Min, t.Chunks.Max = 50, 100 })
	return &corpusScene{scene: s, engine: engine, url: u}
}

// play sends the request of a shape, which both engines answer as the shape says. They are new ones, so that no breaker is open.
func (c *corpusScene) play(shape corpus.Shape, cut int) said {
	c.engine.mu.Lock()
	c.engine.shape, c.engine.cut, c.engine.asked = shape, cut, 0
	c.engine.mu.Unlock()
	c.change(func(t *table.Table) {
		t.VLLM = &table.Engine{Name: table.VLLM, Protocol: shape.Protocol, URL: c.url}
		t.Legacy = &table.Engine{Name: table.Legacy, Protocol: shape.Protocol, URL: c.url}
	})
	return c.post(c.t.Context(), shape.Path, shape.Request)
}

// TestCorpus: a client gets what each shape says.
func TestCorpus(t *testing.T) {
	c := newCorpusScene(t)
	for _, shape := range corpusShapes(t) {
		a := c.play(shape, -1)
		if problem := differs(shape, a); problem != "" {
			t.Errorf("%s: %s: status %d, %v, %s", shape.Name, problem, a.status, a.err, a.body)
		}
	}
}

// TestCorpusCutAtEvents: a shape that is cut behind any event ends whole or with an error.
func TestCorpusCutAtEvents(t *testing.T) {
	c := newCorpusScene(t)
	for _, shape := range corpusShapes(t) {
		for _, cut := range shape.Cuts() {
			a := c.play(shape, cut)
			if problem := wholeOrBroken(shape, a); problem != "" {
				t.Errorf("%s, cut after %d bytes: %s: status %d, %v, %s", shape.Name, cut, problem, a.status, a.err, a.body)
			}
		}
	}
}

// TestCorpusCutAnywhere is the same for a cut at any byte.
func TestCorpusCutAnywhere(t *testing.T) {
	c, shapes := newCorpusScene(t), corpusShapes(t)
	rapid.Check(t, func(rt *rapid.T) {
		shape := rapid.SampledFrom(shapes).Draw(rt, "shape")
		cut := rapid.IntRange(0, len(shape.Response.Body)-1).Draw(rt, "cut")
		a := c.play(shape, cut)
		if problem := wholeOrBroken(shape, a); problem != "" {
			rt.Fatalf("%s, cut after %d bytes: %s: status %d, %v, %s", shape.Name, cut, problem, a.status, a.err, a.body)
		}
	})
}

// TestCorpusRequests: what clients ask reaches an engine of their protocol as it is.
func TestCorpusRequests(t *testing.T) {
	requests, err := corpus.Requests()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range requests {
		t.Run(r.Name, func(t *testing.T) {
			s := stage(t, protocol.OpenAI, protocol.OpenAI)
			kind, answer := answerOf(protocol.OpenAI, r.Path, []byte(r.Body))
			asked := s.scripted(protocol.OpenAI, kind, answer)
			if a := s.post(t.Context(), r.Path, r.Body); a.status != http.StatusOK {
				t.Errorf("status %d: %s", a.status, a.body)
			}
			if *asked != r.Path+" "+r.Body {
				t.Errorf("the engine was asked\n%s, want\n%s", *asked, r.Body)
			}
		})
	}
}

func corpusShapes(t *testing.T) []corpus.Shape {
	t.Helper()
	shapes, err := corpus.All()
	if err != nil {
		t.Fatal(err)
	}
	return shapes
}

// wholeOrBroken is what is wrong with an answer of which the engine sent a part; empty: nothing.
func wholeOrBroken(shape corpus.Shape, a said) string {
	whole := ""
	if shape.Client.Ends == corpus.Whole {
		if whole = differs(shape, a); whole == "" {
			return ""
		}
	}
	broken := shape
	broken.Client.Ends = corpus.Broken
	if problem := differs(broken, a); problem != "" {
		return fmt.Sprintf("neither whole (%s) nor broken (%s)", whole, problem)
	}
	return ""
}

// differs is how an answer differs from what a shape says; empty: not at all.
func differs(shape corpus.Shape, a said) string {
	got, want := readAnswer(shape, a), shape.Client
	switch {
	case a.err != nil:
		return "the connection broke"
	case want.Ends == corpus.Refused && (a.status != want.Status || !strings.HasPrefix(a.body, "{")):
		return fmt.Sprintf("not refused with %d", want.Status)
	case want.Ends == corpus.Refused:
		return ""
	case want.Ends == corpus.Broken && a.status >= http.StatusBadRequest:
		return ""
	case want.Ends == corpus.Broken:
		return got.brokenProblem(want)
	case a.status != http.StatusOK:
		return "refused"
	}
	return got.wholeProblem(want)
}
