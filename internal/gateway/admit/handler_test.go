// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package admit_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/codegen-dev/codegen-operator/internal/gateway/admit"
	"github.com/codegen-dev/codegen-operator/internal/gateway/record"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

var policy = &admit.Policy{Keys: admit.NewKeys(map[string][]byte{"ide": []byte("sesame\n"), "ci": []byte("open"), "none": []byte(" ")})}

// stage is admission to a handler, and what became of requests.
type stage struct {
	record.Observer
	*admit.Handler
	policy *admit.Policy

	mu       sync.Mutex
	finished []record.Record // guarded by mu
}

func (h *stage) Finished(_ context.Context, r record.Record) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.finished = append(h.finished, r)
}

func newStage(p *admit.Policy, behind http.HandlerFunc) *stage {
	h := &stage{policy: p}
	h.Handler = admit.New(behind, admit.Options{Policy: func() *admit.Policy { return h.policy }, MaxBody: 10, Observer: h})
	return h
}

// welcome answers with the name of the key, and with what is left of the headers.
func welcome(w http.ResponseWriter, r *http.Request) {
	if _, err := io.ReadAll(r.Body); err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			w.WriteHeader(http.StatusRequestEntityTooLarge)
		}
		return
	}
	_, _ = io.WriteString(w, "["+record.KeyOf(r.Context())+"]"+r.Header.Get("Authorization")+r.Header.Get("X-API-Key"))
}

func ask(h http.Handler, path, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// Both headers are accepted. The name of the key is passed on, and the key is not.
func TestKeysAreAskedFor(t *testing.T) {
	t.Parallel()
	h := newStage(policy, welcome)
	for _, c := range []struct {
		path    string
		headers []string
		status  int
		body    string
	}{
		{"/v1/models", []string{"Authorization", "Bearer sesame"}, 200, "[ide]"},
		{"/v1/models", []string{"authorization", "bearer open"}, 200, "[ci]"},
		{"/api/v1/code/models", []string{"X-API-Key", "sesame"}, 200, "[ide]"},
		{"/v1/models", []string{"Authorization", "Bearer wrong", "X-API-Key", "open"}, 200, "[ci]"},
		{"/health", []string{"X-API-Key", "sesame"}, 200, "[]"},
		{"/", nil, 200, "[]"},
		{"/v1/models", nil, 401, `{"error":{"code":"invalid_api_key","message":"a known API key is needed, in the header Authorization: Bearer or X-API-Key","param":null,"type":"invalid_request_error"}}`},
		{"/v1/models", []string{"Authorization", "Basic sesame"}, 401, ""},
		{"/v1/models", []string{"Authorization", "Bearer "}, 401, ""},
		{"/v1/models", []string{"Authorization", "Bearer sesame2"}, 401, ""},
		{"/api/v1/code/models", []string{"X-API-Key", ""}, 401, `{"detail":"a known API key is needed, in the header Authorization: Bearer or X-API-Key"}`},
		{"/health/..", nil, 401, ""},
	} {
		w := ask(h, c.path, "", c.headers...)
		if w.Code != c.status || c.body != "" && strings.TrimSpace(w.Body.String()) != c.body {
			t.Errorf("%s with %q: %d %s", c.path, c.headers, w.Code, w.Body)
		}
		if (w.Header().Get("WWW-Authenticate") == "Bearer") != (c.status == 401) {
			t.Errorf("%s with %q: WWW-Authenticate %q", c.path, c.headers, w.Header().Get("WWW-Authenticate"))
		}
	}
}

// A refusal is recorded, with the id that the client gave.
func TestRefusalsAreRecorded(t *testing.T) {
	t.Parallel()
	h := newStage(policy, welcome)
	w := ask(h, "/v1/models", "", "X-Request-Id", "mine")
	if w.Header().Get("X-Request-Id") != "mine" {
		t.Errorf("answered as %q", w.Header().Get("X-Request-Id"))
	}
	got := h.finished[0]
	got.Began, got.Duration = time.Time{}, 0
	want := record.Record{ID: "mine", Status: 401, Outcome: record.Refused, Message: "a known API key is needed, in the header Authorization: Bearer or X-API-Key"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A policy that changes holds for the next request; while there is none, no client is let in.
func TestPoliciesChange(t *testing.T) {
	t.Parallel()
	h := newStage(nil, welcome)
	if w := ask(h, "/v1/models", "", "X-API-Key", "sesame"); w.Code != 503 || w.Header().Get("Retry-After") != "1" {
		t.Errorf("without a policy: %d, Retry-After %q", w.Code, w.Header().Get("Retry-After"))
	}
	h.policy = policy
	if w := ask(h, "/v1/models", "", "X-API-Key", "sesame"); w.Code != 200 {
		t.Errorf("with the key: %d", w.Code)
	}
	h.policy = &admit.Policy{Keys: admit.NewKeys(map[string][]byte{"ide": []byte("other")})}
	if w := ask(h, "/v1/models", "", "X-API-Key", "sesame"); w.Code != 401 {
		t.Errorf("with the old key: %d", w.Code)
	}
	h.policy = &admit.Policy{Open: true}
	if w := ask(h, "/v1/models", ""); w.Code != 200 || w.Body.String() != "[]" {
		t.Errorf("with an open policy: %d %s", w.Code, w.Body)
	}
	h.policy = &admit.Policy{}
	if w := ask(h, "/v1/models", ""); w.Code != 401 {
		t.Errorf("with no keys at all: %d", w.Code)
	}
}

// A body is bounded, whether its length is known or not.
func TestBodiesAreBounded(t *testing.T) {
	t.Parallel()
	h := newStage(policy, welcome)
	if w := ask(h, "/v1/chat/completions", strings.Repeat("x", 10), "X-API-Key", "open"); w.Code != 200 {
		t.Errorf("ten bytes: %d", w.Code)
	}
	if w := ask(h, "/v1/chat/completions", strings.Repeat("x", 11), "X-API-Key", "open"); w.Code != 413 {
		t.Errorf("eleven bytes: %d", w.Code)
	}
	r := httptest.NewRequest(http.MethodPost, "/v1/chat/completions", io.MultiReader(strings.NewReader(strings.Repeat("x", 11))))
	r.Header.Set("X-API-Key", "open")
	r.ContentLength = -1
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != 413 {
		t.Errorf("eleven bytes of unknown length: %d", w.Code)
	}
}

// A key with too many requests gets a Retry-After, and is let in after that; another key is not affected.
func TestRequestsAMinute(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newStage(&admit.Policy{Keys: policy.Keys, Limits: admit.Limits{RequestsPerMinute: 12}}, welcome)
		for i, want := range []int{200, 200, 429} {
			w := ask(h, "/v1/models", "", "X-API-Key", "open")
			if w.Code != want {
				t.Errorf("request %d: %d", i+1, w.Code)
			}
			if want == 429 && (w.Header().Get("Retry-After") != "5" || !strings.Contains(w.Body.String(), `"code":"rate_limit_exceeded"`)) {
				t.Errorf("Retry-After %q, %s", w.Header().Get("Retry-After"), w.Body)
			}
		}
		if w := ask(h, "/v1/models", "", "X-API-Key", "sesame"); w.Code != 200 {
			t.Errorf("another key: %d", w.Code)
		}
		<-time.After(5 * time.Second)
		if w := ask(h, "/v1/models", "", "X-API-Key", "open"); w.Code != 200 {
			t.Errorf("after that time: %d", w.Code)
		}
		h.policy = &admit.Policy{Keys: policy.Keys}
		if w := ask(h, "/v1/models", "", "X-API-Key", "open"); w.Code != 200 {
			t.Errorf("without a limit: %d", w.Code)
		}
	})
}

// A key may have so many requests at a time; one that ends makes room, however it ends.
func TestRequestsAtATime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		end := make(chan struct{})
		h := newStage(&admit.Policy{Keys: policy.Keys, Limits: admit.Limits{Concurrent: 1}}, func(http.ResponseWriter, *http.Request) { <-end })
		go ask(h, "/api/v1/code/generate", "", "X-API-Key", "open")
		synctest.Wait()
		if w := ask(h, "/api/v1/code/generate", "", "X-API-Key", "open"); w.Code != 429 || !strings.HasPrefix(w.Body.String(), `{"detail":`) {
			t.Errorf("beside another: %d %s", w.Code, w.Body)
		}
		close(end)
		synctest.Wait()
		if w := ask(h, "/api/v1/code/generate", "", "X-API-Key", "open"); w.Code != 200 {
			t.Errorf("after it: %d", w.Code)
		}
	})
}

// The bodies of all requests together are bounded as far as they were read, and there is room again when a request ends.
func TestBodiesAreBoundedTogether(t *testing.T) {
	t.Parallel()
	h, inside, out := newStage(policy, welcome), make(chan struct{}), make(chan struct{})
	h.Handler = admit.New(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, err := io.ReadAll(r.Body)
		var refused *protocol.Problem
		if errors.As(err, &refused) {
			http.Error(w, refused.Message, refused.Status)
			return
		}
		inside <- struct{}{}
		<-out
	}), admit.Options{Policy: func() *admit.Policy { return h.policy }, MaxBody: 10, MaxBodies: 15, Observer: h})
	send := func(key, body string) <-chan int {
		code := make(chan int, 1)
		go func() {
			r := httptest.NewRequest(http.MethodPost, "/v1/completions", io.MultiReader(strings.NewReader(body))) // of unknown length
			r.Header.Set("X-API-Key", key)
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			code <- w.Code
		}()
		return code
	}
	first := send("sesame", "0123456")
	<-inside
	if code := <-send("sesame", "0"); code != http.StatusServiceUnavailable {
		t.Errorf("beyond the share of a key: %d", code)
	}
	second := send("open", "0123")
	<-inside
	for range 2 {
		if code := <-send("open", "01234"); code != http.StatusServiceUnavailable {
			t.Errorf("beyond the bound: %d", code)
		}
	}
	third := send("open", "012") // what was refused holds nothing
	<-inside
	close(out)
	for _, code := range []<-chan int{first, second, third} {
		if got := <-code; got != http.StatusOK {
			t.Errorf("a request that was let in: %d", got)
		}
	}
	again := send("sesame", "0123456")
	<-inside
	if code := <-again; code != http.StatusOK {
		t.Errorf("when there is room again: %d", code)
	}
}

// A key that has two names is always called by the same one.
func TestOfTwoNamesTheFirstHolds(t *testing.T) {
	t.Parallel()
	for range 20 {
		keys := admit.NewKeys(map[string][]byte{"b": []byte("sesame"), "a": []byte("sesame"), "c": []byte("sesame")})
		if name, _ := keys.NameOf("sesame"); name != "a" {
			t.Fatalf("the key is %s's", name)
		}
	}
}
