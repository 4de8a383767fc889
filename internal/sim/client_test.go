// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

const printJay = `Write one line of Python that prints "Jay-abc123". Code only.`

// quick is a script that wastes no time.
var quick = Script{TimeToFirstToken: -1, TokenInterval: -1, Tokens: 24}

// steady takes its time and ends.
var steady = Script{TimeToFirstToken: -1, TokenInterval: 5 * time.Millisecond, Tokens: 40}

// lasting does not end before something is done to it, however slow the machine.
var lasting = Script{TimeToFirstToken: -1, TokenInterval: 5 * time.Millisecond, Tokens: 20_000}

// late is when waiting is over; only a failing test ever waits so long.
const late = 20 * time.Second

func (s Script) with(change func(*Script)) Script {
	change(&s)
	return s
}

func start(t *testing.T, p Protocol, s Script) *Engine {
	t.Helper()
	e, err := Start(p, s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	return e
}

// newClient is a client that neither follows redirects nor unpacks.
func newClient(t *testing.T) *http.Client {
	t.Helper()
	transport := &http.Transport{DisableCompression: true}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// question is one streamed generation in any protocol.
type question struct {
	prompt, model, key string
	maxTokens          int
}

var defaultModel = map[Protocol]string{OpenAI: "prompt", MultiLoRA: "prompt", CodeGen: "code_generation"}
var streamPath = map[Protocol]string{
	OpenAI: "/v1/chat/completions", MultiLoRA: "/generate/stream", CodeGen: "/api/v1/code/generate/stream",
}
var modelsPath = map[Protocol]string{OpenAI: "/v1/models", MultiLoRA: "/", CodeGen: "/api/v1/code/models"}

// request is the question in the words of a protocol.
func (q question) request(ctx context.Context, e *Engine) *http.Request {
	p := e.Protocol()
	if q.model == "" {
		q.model = defaultModel[p]
	}
	fields := object{"prompt": q.prompt, "model_type": q.model, "user_id": 1, "user_select_options": object{}}
	if p == OpenAI {
		fields = object{
			"model": q.model, "stream": true, "stream_options": object{"include_usage": true},
			"messages": []object{{"role": "system", "content": "You code."}, {"role": "user", "content": q.prompt}},
		}
	}
	if q.maxTokens > 0 {
		fields["max_tokens"] = q.maxTokens
	}
	return post(ctx, e, streamPath[p], fields, q.key)
}

func post(ctx context.Context, e *Engine, path string, fields object, key string) *http.Request {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, e.URL()+path, strings.NewReader(string(encode(fields))))
	if err != nil {
		panic(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "text/event-stream")
	if key != "" {
		r.Header.Set("Authorization", "Bearer "+key)
	}
	return r
}

// answer is a reply that has been read to its end, however it ended.
type answer struct {
	status int
	header http.Header
	raw    string
	err    error
}

func do(t *testing.T, r *http.Request) answer {
	t.Helper()
	return responseTo(newClient(t), r)
}

// responseTo is do for goroutines, which may not use t.
func responseTo(client *http.Client, r *http.Request) answer {
	reply, err := client.Do(r)
	if err != nil {
		return answer{err: err}
	}
	defer func() { _ = reply.Body.Close() }()
	raw, err := io.ReadAll(reply.Body)
	return answer{status: reply.StatusCode, header: reply.Header, raw: string(raw), err: err}
}

func ask(t *testing.T, e *Engine, q question) answer {
	t.Helper()
	return do(t, q.request(t.Context(), e))
}

func get(t *testing.T, e *Engine, path string) answer {
	t.Helper()
	return do(t, request(t, http.MethodGet, e.URL()+path, ""))
}

func request(t *testing.T, method, url, body string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return r
}
