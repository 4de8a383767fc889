// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
	"github.com/codegen-dev/codegen-operator/internal/version"
)

// receivedRequest is one request as the server saw it.
type receivedRequest struct {
	line, body string
	header     http.Header
}

// eavesdrop answers everything with an end marker and remembers the requests.
func eavesdrop(t *testing.T) (url string, requests func() []receivedRequest) {
	t.Helper()
	var mu sync.Mutex // guards all
	var all []receivedRequest
	url = serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		mu.Lock()
		all = append(all, receivedRequest{r.Method + " " + r.RequestURI, string(body), r.Header})
		mu.Unlock()
		answer{header: sse200, body: "data: [DONE]\n\n"}.ServeHTTP(w, r)
	})
	return url, func() []receivedRequest { mu.Lock(); defer mu.Unlock(); return all }
}

func TestGenerationRequests(t *testing.T) {
	t.Parallel()
	ask := protocol.Generation{Model: "prompt", Prompt: `print "<Jay>"`, MaxTokens: 64, Temperature: "0"}
	for name, c := range map[string]struct {
		protocol   protocol.Protocol
		request    protocol.Generation
		line, body string
	}{
		"a chat": {protocol.OpenAI, ask, "POST /v1/chat/completions", `{"model":"prompt","messages":[{"role":"user","content":"print \"<Jay>\""}],` +
			`"stream":true,"stream_options":{"include_usage":true},"max_tokens":64,"temperature":0}`},
		"a chat with defaults": {protocol.OpenAI, protocol.Generation{Model: "m", Prompt: "p"}, "POST /v1/chat/completions",
			`{"model":"m","messages":[{"role":"user","content":"p"}],"stream":true,"stream_options":{"include_usage":true}}`},
		"an adapter": {protocol.MultiLoRA, ask, "POST /generate/stream",
			`{"user_id":1,"prompt":"print \"<Jay>\"","model_type":"prompt","user_select_options":{},"max_tokens":64,"temperature":0}`},
		"a task by its model": {protocol.CodeGen, ask, "POST /api/v1/code/generate/stream",
			`{"prompt":"print \"<Jay>\"","model_type":"code_generation","context":"","max_tokens":64,"temperature":0}`},
		"a task by its name": {protocol.CodeGen, protocol.Generation{Model: "unit_test_generation", Prompt: "p", Temperature: "0.25"}, "POST /api/v1/code/generate/stream",
			`{"prompt":"p","model_type":"unit_test_generation","context":"","temperature":0.25}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url, requests := eavesdrop(t)
			clientOf(t, Endpoint{Protocol: c.protocol, URL: url}).Stream(withTimeout(t, patience), c.request)
			got := requests()[0]
			if got.line != c.line || got.body != c.body {
				t.Errorf("%s %s\nwant %s %s", got.line, got.body, c.line, c.body)
			}
		})
	}
}

func TestRequestHeaders(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		endpoint Endpoint
		header   string
		value    []string
	}{
		"no key":                 {Endpoint{}, "Authorization", nil},
		"a key alone":            {Endpoint{Key: "k1"}, "Authorization", []string{"k1"}},
		"a scheme":               {Endpoint{Key: "k1", Scheme: "Bearer"}, "Authorization", []string{"Bearer k1"}},
		"a header":               {Endpoint{Key: "k1", Header: "x-api-key"}, "X-Api-Key", []string{"k1"}},
		"a key out of a file":    {Endpoint{Key: "k1\n", Scheme: "Bearer"}, "Authorization", []string{"Bearer k1"}},
		"a scheme without a key": {Endpoint{Scheme: "Bearer"}, "Authorization", nil},
	} {
		url, requests := eavesdrop(t)
		c.endpoint.Protocol, c.endpoint.URL = protocol.OpenAI, url
		client := clientOf(t, c.endpoint)
		client.Health(withTimeout(t, patience))
		client.Stream(withTimeout(t, patience), protocol.Generation{})
		for i, accept := range []string{"*/*", "text/event-stream"} {
			h := requests()[i].header
			want := http.Header{"Accept": {accept}, "Accept-Encoding": {"identity"}, "User-Agent": {version.Agent("codegen-operator")}}
			if c.value != nil {
				want[c.header] = c.value
			}
			h.Del("Content-Type")
			h.Del("Content-Length")
			if d := cmp.Diff(want, h); d != "" {
				t.Errorf("%s: %s", name, d)
			}
		}
	}
}

func TestPathPrefixAndQueryAreKept(t *testing.T) {
	t.Parallel()
	for suffix, want := range map[string]string{
		"": "GET /health|GET /v1/models", "/": "GET /health|GET /v1/models", "/vllm": "GET /vllm/health|GET /vllm/v1/models",
		"/vllm/?a=b": "GET /vllm/health?a=b|GET /vllm/v1/models?a=b", "/a%2Fb": "GET /a%2Fb/health|GET /a%2Fb/v1/models",
	} {
		url, requests := eavesdrop(t)
		client := clientOf(t, Endpoint{Protocol: protocol.OpenAI, URL: url + suffix})
		client.Health(withTimeout(t, patience))
		_, _ = client.Models(withTimeout(t, patience))
		if got := requests()[0].line + "|" + requests()[1].line; got != want {
			t.Errorf("%q asks %s, want %s", suffix, got, want)
		}
	}
}

func TestUnusableEndpoints(t *testing.T) {
	t.Parallel()
	good := Endpoint{Protocol: protocol.OpenAI, URL: "http://engine:8000"}
	for says, spoil := range map[string]func(*Endpoint){
		"cannot be parsed":            func(e *Endpoint) { e.URL = "http://[" + secretKey },
		"http:// or https://":         func(e *Endpoint) { e.URL = "ftp://engine" },
		"not \"\"":                    func(e *Endpoint) { e.URL = "" },
		"no host":                     func(e *Endpoint) { e.URL = "http:///path" },
		"user or a password":          func(e *Endpoint) { e.URL = "http://me:" + secretKey + "@engine" },
		"fragment":                    func(e *Endpoint) { e.URL += "/#" + secretKey },
		"unknown protocol \"gRPC\"":   func(e *Endpoint) { e.Protocol = "gRPC" },
		"fit into an HTTP header":     func(e *Endpoint) { e.Key, e.Header = secretKey, "X Key" },
		"into an HTTP header":         func(e *Endpoint) { e.Key = "a\nb" + secretKey },
		"no PEM certificate":          func(e *Endpoint) { e.TLS.CA = secretKey },
		"not a matching PEM pair":     func(e *Endpoint) { e.TLS.Key = secretKey },
		"client certificate and its ": func(e *Endpoint) { e.TLS.Certificate = secretKey },
	} {
		e := good
		spoil(&e)
		client, err := New(e, nil, nil)
		if client != nil || err == nil || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), secretKey) {
			t.Errorf("%v, want %q", err, says)
		}
	}
}

func TestRequestThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	got := listener(t, protocol.OpenAI).Stream(withTimeout(t, patience), protocol.Generation{Temperature: "warm"})
	mustBe(t, got.Fault, reason.Unknown)
	mustSay(t, got.Fault, "invalid number")
}
