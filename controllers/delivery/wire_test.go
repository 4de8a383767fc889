// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package delivery

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

var plainClient = &http.Client{
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	Transport:     &http.Transport{DisableKeepAlives: true},
}

func serve(t *testing.T, handler http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

// TestWire: what a webhook gets, and that it can check the signature.
func TestWire(t *testing.T) {
	t.Parallel()
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		mac := hmac.New(sha256.New, []byte("s3cret"))
		mac.Write(body)
		h := r.Header
		switch {
		case r.Method != http.MethodPost, h.Get("Content-Type") != "application/json", h.Get("Idempotency-Key") != "k1", string(body) != `{"to":"vllm"}`:
			w.WriteHeader(http.StatusBadRequest)
		case h.Get("X-Codegen-Signature-256") != "sha256="+hex.EncodeToString(mac.Sum(nil)):
			w.WriteHeader(http.StatusUnauthorized)
		default:
			w.WriteHeader(http.StatusAccepted)
		}
	})
	p := Delivery{URL: url, Key: "k1", Body: []byte(`{"to":"vllm"}`), Secret: "s3cret", Timeout: 5 * time.Second}
	if r := attempt(t.Context(), plainClient, p); r != (result{}) {
		t.Errorf("not taken: %+v", r)
	}
	p.Secret = ""
	if r := attempt(t.Context(), plainClient, p); r.failure != "answered with status 401 Unauthorized" {
		t.Errorf("unsigned: %+v", r)
	}
}

// TestAnswers: what counts as taken, and what is said where it is not.
func TestAnswers(t *testing.T) {
	t.Parallel()
	status := func(code int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
	}
	for name, story := range map[string]struct {
		answer http.HandlerFunc
		result result
	}{
		"no content": {status(204), result{}},
		"not found":  {status(404), result{failure: "answered with status 404 Not Found"}},
		"odd":        {status(599), result{failure: "answered with status 599"}},
		"redirect": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
		},
			result{failure: "answered with status 307 Temporary Redirect, and redirects are not followed"}},
		"busy": {func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Retry-After", "7"); w.WriteHeader(503) },
			result{failure: "answered with status 503 Service Unavailable", retryAfter: 7 * time.Second}},
		"endless": {func(w http.ResponseWriter, _ *http.Request) { _, _ = io.Copy(w, endless{}) }, result{}},
		"silent":  {func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, result{failure: "did not answer within 200ms"}},
		"hangs up": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
			result{failure: "closed the connection without a response, or with one that is not HTTP"}},
	} {
		timeout := 5 * time.Second
		if name == "silent" {
			timeout = 200 * time.Millisecond
		}
		if r := attempt(t.Context(), plainClient, Delivery{URL: serve(t, drained(story.answer)), Timeout: timeout}); r != story.result {
			t.Errorf("%s: %+v, want %+v", name, r, story.result)
		}
	}
}

// drained reads the request first: only then does the server notice that the client has gone.
func drained(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		next(w, r)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

// TestUnreachable says what the network says, without the URL.
func TestUnreachable(t *testing.T) {
	t.Parallel()
	client := &http.Client{Transport: &http.Transport{DialContext: nil, Dial: func(string, string) (net.Conn, error) { //nolint:staticcheck // the shortest
		return nil, errors.New("switch:80 must not be\nconnected to")
	}}}
	if r := attempt(t.Context(), client, Delivery{URL: "http://switch", Timeout: time.Second}); r.failure != "cannot be reached: switch:80 must not be connected to" {
		t.Errorf("it says %q", r.failure)
	}
}

// TestEchoIsNotShown: what a webhook that is none sends back may hold the signature, and is shown nowhere.
func TestEchoIsNotShown(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			request := make([]byte, 4096)
			n, _ := conn.Read(request)
			_, _ = conn.Write([]byte(strings.ReplaceAll(string(request[:n]), "\r\n", " ") + "\r\n\r\n"))
			conn.Close()
		}
	}()
	p := Delivery{URL: "http://" + l.Addr().String(), Key: "k", Body: []byte("{}"), Secret: "s3cret", Timeout: 5 * time.Second}
	r := attempt(t.Context(), plainClient, p)
	if r.failure == "" || strings.Contains(r.failure, strings.TrimPrefix(p.signature(), "sha256=")) || strings.Contains(r.failure, "POST") {
		t.Errorf("it says %q", r.failure)
	}
	if got := p.sanitized("x " + p.signature() + strings.Repeat("y", 500)); strings.Contains(got, "sha256="+strings.TrimPrefix(p.signature(), "sha256=")) || len([]rune(got)) > maxFailure {
		t.Errorf("cleaned: %q", got)
	}
}

// TestRetryAfter in both its forms.
func TestRetryAfter(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)
	for value, want := range map[string]time.Duration{
		"": 0, "3": 3 * time.Second, "-3": 0, "99999999999": 0, "soon": 0,
		"Sun, 01 Nov 2026 12:01:00 GMT": time.Minute, "Sun, 01 Nov 2026 11:00:00 GMT": 0,
	} {
		if got := retryAfter(value, now); got != want {
			t.Errorf("%q is %v and not %v", value, got, want)
		}
	}
}

// TestPause grows, up to a bound, and respects the Retry-After of the webhook, up to another.
func TestPause(t *testing.T) {
	t.Parallel()
	for failed := 1; failed < 200; failed++ {
		whole := min(minBackoff<<min(failed-1, 16), maxBackoff)
		if got := backoff(failed, 0); got < whole/2 || got > whole {
			t.Errorf("after %d: %v, and the whole is %v", failed, got, whole)
		}
	}
	if got := backoff(1, time.Minute); got != time.Minute {
		t.Errorf("asked for a minute: %v", got)
	}
	if got := backoff(1, 24*time.Hour); got != maxRetryAfter {
		t.Errorf("asked for a day: %v", got)
	}
}
