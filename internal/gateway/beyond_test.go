// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
	"github.com/codegen-dev/codegen-operator/test/timing"
)

// outcome is what a client gets where engines do something odd.
type outcome struct {
	name         string
	vllm, legacy func(http.ResponseWriter, request)
	// kind is how the client asks; empty: as a chat that is streamed. more are further members of its request.
	kind, more string
	// models are those that both engines are declared to have.
	models []string
	// status, engine and says are of the answer. answered: it is the whole answer.
	status   int
	engine   string
	says     string
	answered bool
	// vllms and legacies are how often the engines are asked.
	vllms, legacies int
	within          time.Duration
}

const (
	tooBusy   = `{"error":{"message":"the queue is full","type":"Service Unavailable","param":null,"code":503}}`
	noModel   = `{"error":{"message":"The model does not exist","type":"NotFoundError","param":"model","code":404}}`
	badAsking = `{"error":{"message":"temperature must be non-negative","type":"BadRequestError","param":"temperature","code":400}}`
)

// longMessage is a complaint of so many bytes, as pydantic's are, which quote the request.
func longMessage(size int) string {
	return `{"error":{"message":"bad ` + strings.Repeat("x", size) + `","type":"BadRequestError","code":400}}`
}

// outcomes are the rows of the table of failures as a client sees them.
var outcomes = []outcome{
	{name: "a complaint of 50 kB is passed on whole", vllm: status(400, longMessage(50<<10)), status: 400, engine: "vllm",
		says: longMessage(50 << 10), vllms: 1},
	{name: "a complaint of 100 kB is cut", vllm: status(400, longMessage(100<<10)), status: 400, engine: "vllm", says: `"message":"bad xxx`, vllms: 1},
	{name: "a complaint of 100 kB that is no JSON is cut", vllm: status(422, strings.Repeat("x", 100<<10)), status: 422, engine: "vllm",
		says: `"message":"xxx`, vllms: 1},
	{name: "a complaint that never ends stays one", vllm: status(400, strings.Repeat("x", 3<<20)), status: 400, engine: "vllm", vllms: 1},
	{name: "an error event with a 400 is one", vllm: streamOf(badAsking, "[DONE]"), status: 400, engine: "vllm", says: badAsking, vllms: 1},
	{name: "an error document with a 400 is one", kind: "chat at once", vllm: status(200, badAsking), status: 400, engine: "vllm", says: badAsking, vllms: 1},
	{name: "an error event with a 429 is saturation", vllm: streamOf(`{"error":{"message":"m","code":429}}`), answered: true, vllms: 1, legacies: 1},
	{name: "an error document with a 429 is saturation", kind: "chat at once", vllm: status(200, `{"error":{"message":"m","code":429}}`),
		answered: true, vllms: 1, legacies: 1},
	{name: "an error event with a 503 is saturation", vllm: streamOf(tooBusy), legacy: streamOf(tooBusy), status: 503, says: "busy", vllms: 1, legacies: 1},
	{name: "an error document with a 503 is saturation", kind: "chat at once", vllm: status(200, tooBusy), legacy: status(200, tooBusy),
		status: 503, says: "busy", vllms: 1, legacies: 1},
	{name: "an error document with a 500 goes to the other engine", kind: "chat at once", vllm: status(200, `{"error":{"message":"m","code":500}}`),
		answered: true, vllms: 1, legacies: 1},
	{name: "a document without choices goes to the other engine", kind: "chat at once", vllm: status(200, `{"id":"1"}`), answered: true, vllms: 1, legacies: 1},
	{name: "a full queue of vLLM is saturation", vllm: status(503, tooBusy), legacy: status(503, tooBusy), status: 503, says: "busy", vllms: 1, legacies: 1},
	{name: "any other 503 is a failure", vllm: status(503, `{"detail":"down"}`), legacy: status(503, ``), status: 502, vllms: 1, legacies: 1},
	{name: "a context that is too long at both gives the first complaint", vllm: status(400, tooLongForModel),
		legacy: status(400, strings.Replace(tooLongForModel, "the prompt", "the same prompt", 1)), status: 400, engine: "vllm", says: "the prompt is too long",
		vllms: 1, legacies: 1},
	{name: "a context that is too long, and a dead fallback, give the complaint", vllm: status(400, tooLongForModel), legacy: cuts,
		status: 400, engine: "vllm", says: "the prompt is too long", vllms: 1, legacies: 1},
	{name: "a complaint is not judged by its words", vllm: status(400, `{"error":{"message":"This model's maximum context length is 8192 tokens","code":400}}`),
		status: 400, engine: "vllm", says: "maximum context length", vllms: 1},
	{name: "a model that is declared and missing is asked for elsewhere", models: []string{"prompt"}, vllm: status(404, noModel), answered: true,
		vllms: 1, legacies: 1},
	{name: "a model that is missing everywhere gives the first complaint", models: []string{"prompt"}, vllm: status(404, noModel), legacy: status(404, `{}`),
		status: 404, engine: "vllm", says: noModel, vllms: 1, legacies: 1},
	{name: "a model that nobody declares is not looked for", models: []string{"other"}, vllm: status(404, noModel), status: 404, engine: "vllm", vllms: 1},
	{name: "the ids of a long prompt pass", vllm: withIDs, answered: true, engine: "vllm", vllms: 1},
	{name: "a tool call of 600 kB passes", more: `,"tools":[{}]`, vllm: withToolCall, status: 200, engine: "vllm", says: strings.Repeat("a", 600<<10), vllms: 1},
	{name: "an event of 3 MB is too long", vllm: streamOf(strings.Repeat("x", 3<<20)), legacy: streamOf(strings.Repeat("x", 3<<20)),
		status: 502, says: "longer than is read", vllms: 1, legacies: 1},
	{name: "a query that kills each engine kills two", vllm: cuts, legacy: cuts, status: 502, vllms: 1, legacies: 1, within: time.Second},
	{name: "a query that kills each engine after some tokens kills two", vllm: someTokens(cuts), legacy: someTokens(cuts), status: 200, engine: "vllm",
		says: "broke off", vllms: 1, legacies: 1, within: time.Second},
	{name: "a query that ends in an error event at each engine is asked twice", vllm: someTokens(streamOf(`{"error":{"message":"m"}}`)),
		legacy: someTokens(streamOf(`{"error":{"message":"m"}}`)), status: 200, engine: "vllm", says: "error", vllms: 1, legacies: 1, within: time.Second},
	{name: "a complaint in the middle ends the answer", vllm: someTokens(streamOf(badAsking)), status: 200, engine: "vllm", says: badAsking, vllms: 1},
	{name: "an engine that refuses to continue is asked once", vllm: first(1, someTokens(cuts), cuts), legacy: refusesToContinue, status: 200,
		engine: "vllm", says: "broke off", vllms: 2, legacies: 1, within: time.Second},
	{name: "silence after the finish reason is the end", vllm: withoutMarker, answered: true, engine: "vllm", vllms: 1, within: 2 * time.Second},
}

// someTokens are a few tokens, and then something else.
func someTokens(then func(http.ResponseWriter, request)) func(http.ResponseWriter, request) {
	return func(w http.ResponseWriter, r request) {
		r.tokens(w, r.said(), r.said()+3, 0)
		then(w, r)
	}
}

// withIDs says the ids of a prompt of 100,000 tokens in the first event, as vLLM does where it is asked for them.
func withIDs(w http.ResponseWriter, r request) {
	w.Header().Set("Content-Type", eventStream)
	_, _ = fmt.Fprintf(w, `data: {"id":"1","choices":[{"index":0,"delta":{"role":"assistant","content":""}}],"prompt_token_ids":[%s1]}`+"\n\n",
		strings.Repeat("151643,", 100_000))
	quickly(w, r)
}

// withToolCall sends a tool call in one event.
func withToolCall(w http.ResponseWriter, r request) {
	streamOf(`{"id":"1","choices":[{"index":0,"delta":{"role":"assistant","tool_calls":[{"index":0,"id":"c","type":"function","function":{"name":"write","arguments":"`+
		strings.Repeat("a", 600<<10)+`"}}]}}]}`, `{"id":"1","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}`, "[DONE]")(w, r)
}

// withoutMarker says why the answer ends, and then nothing.
func withoutMarker(w http.ResponseWriter, r request) {
	r.tokens(w, 0, words, 0)
	_, _ = io.WriteString(w, `data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}`+"\n\n")
	_ = http.NewResponseController(w).Flush()
	mute(w, r)
}

func TestFailuresAsAClientSeesThem(t *testing.T) {
	for _, row := range outcomes {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			row.play(t)
		})
	}
}

func (row outcome) play(t *testing.T) {
	t.Helper()
	if row.legacy == nil {
		row.legacy = quickly
	}
	vllm, legacy := newPlayer(t, row.vllm), newPlayer(t, row.legacy)
	s := playStage(t, vllm, legacy, "")
	s.change(func(now *table.Table) {
		for _, e := range []*table.Engine{now.VLLM, now.Legacy} {
			e.Models = row.models
		}
	})
	k, ok := kinds[row.kind]
	if !ok {
		k = kinds["chat"]
	}
	began := time.Now()
	a := s.post(t.Context(), k.path, k.body(printJay, row.more))
	if row.within > 0 {
		timing.AtMost(t, row.name, time.Since(began), row.within)
	}
	if row.answered && !isWhole(t, a) || row.status != 0 && a.status != row.status || !strings.Contains(a.body, row.says) {
		t.Errorf("%d %.300s, want %d and %.300s", a.status, a.body, row.status, row.says)
	}
	if len(a.body) > 1<<20 || row.engine != "" && a.header.Get("X-Codegen-Engine") != row.engine {
		t.Errorf("%d bytes of the engine %q", len(a.body), a.header.Get("X-Codegen-Engine"))
	}
	if a.status == http.StatusServiceUnavailable && a.header.Get("Retry-After") == "" {
		t.Error("nobody says when to try again")
	}
	if n, m := len(vllm.requests()), len(legacy.requests()); n != row.vllms || m != row.legacies {
		t.Errorf("vllm was asked %d times and legacy %d times, want %d and %d", n, m, row.vllms, row.legacies)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.word) > 0 {
		t.Errorf("the breakers told %v", s.word)
	}
}

// isWhole tells whether an answer is the whole answer of a player.
func isWhole(t *testing.T, a said) bool {
	t.Helper()
	if a.events == nil {
		return a.status == http.StatusOK && strings.Contains(a.body, strings.TrimSpace(whole()))
	}
	return verdictOf(a, a.story(t)) == pass
}

// A key whose requests break both engines soon breaks one a request; nobody else's requests are meant.
func TestAKeyHasABudgetOfCrashes(t *testing.T) {
	t.Parallel()
	var r retries
	now := time.Unix(1_800_000_000, 0)
	for range crashBurst {
		if !r.allow("mine", now) {
			t.Error("no budget at first")
		}
		r.spend("mine", now)
	}
	if r.allow("mine", now) || !r.allow("yours", now) || r.allow("mine", now.Add(crashPeriod-time.Second)) || !r.allow("mine", now.Add(crashPeriod)) {
		t.Error("the budget is not what it should be")
	}
}

// Clients of one protocol are told the complaints of engines of another one in their own.
func TestComplaintsAreTranslated(t *testing.T) {
	t.Parallel()
	p := newPlayer(t, status(400, `{"detail":[{"loc":["body"],"msg":"field required"}]}`))
	s := playStage(t, p, p, "")
	s.change(func(now *table.Table) { now.VLLM.Protocol, now.Legacy = protocol.MultiLoRA, nil })
	a := s.post(t.Context(), kinds["chat"].path, kinds["chat"].body(printJay, ""))
	if a.status != 400 || !strings.Contains(a.body, `"message":"field required"`) {
		t.Errorf("%d %s", a.status, a.body)
	}
}
