// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/gateway/record"
	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// forget drops the records so far.
func (s *scene) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.log = nil
}

// send sends any request, and reads the answer.
func (s *scene) send(method, path, body string, header http.Header) said {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.url+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	for name, values := range header {
		r.Header[name] = values
	}
	client := &http.Client{Transport: s.client.Transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	return said{status: resp.StatusCode, header: resp.Header, body: string(raw), err: err}
}

// TestWhatIsNotServed: paths and methods that are not served get JSON in the protocol of their prefix, an id, and a record.
func TestWhatIsNotServed(t *testing.T) {
	s := stage(t, protocol.OpenAI, protocol.OpenAI)
	for _, c := range []struct {
		method, path string
		status       int
		openAI       bool
		allow        string
	}{
		{"POST", "/v1/responses", 404, true, ""},
		{"POST", "/v1/messages?beta=true", 404, true, ""},
		{"GET", "/v1", 404, true, ""},
		{"POST", "/v1/embeddings/", 404, true, ""},
		{"POST", "/api/v1/code/complete", 404, false, ""},
		{"GET", "/metrics", 404, false, ""},
		{"GET", "/docs", 404, false, ""},
		{"GET", "/health/..", 404, false, ""},
		{"GET", "/v1/models/../../health", 404, true, ""},
		{"POST", "/invocations", 404, false, ""},
		{"GET", "/v1/chat/completions", 405, true, "POST"},
		{"DELETE", "/v1/completions/", 405, true, "POST"},
		{"OPTIONS", "/v1/chat/completions", 405, true, "POST"},
		{"POST", "/v1/models", 405, true, "GET"},
		{"DELETE", "/v1/models/prompt", 405, true, "GET"},
		{"GET", "/api/v1/code/generate", 405, false, "POST"},
		{"POST", "/health", 405, false, "GET"},
		{"POST", "/", 405, false, "GET"},
		{"BREW", "/v1/" + strings.Repeat("a", 5000), 404, true, ""},
		{"GET", "/v1/%22%0a%3cscript%3e", 404, true, ""},
	} {
		a := s.send(c.method, c.path, "{}", http.Header{"X-Request-Id": {"mine"}})
		if a.status != c.status || a.header.Get("Allow") != c.allow || a.header.Get("Content-Type") != "application/json" {
			t.Errorf("%s %.60s: %d, %v", c.method, c.path, a.status, a.header)
		}
		if a.header.Get("X-Request-Id") != "mine" || a.header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s %.60s: %v", c.method, c.path, a.header)
		}
		var document struct{ Error, Detail json.RawMessage }
		if err := json.Unmarshal([]byte(a.body), &document); err != nil || (document.Error != nil) != c.openAI || len(a.body) > 700 {
			t.Errorf("%s %.60s: %s", c.method, c.path, a.body)
		}
		if r := s.last(1); r.ID != "mine" || r.Status != c.status || r.Outcome != record.Refused || len(r.Message) > 400 || strings.Contains(r.Message, "\n") {
			t.Errorf("%s %.60s: record %+v", c.method, c.path, r)
		}
		s.forget()
	}
}

// TestPathsThatMeanTheSame: slashes at the end, doubled ones, and a doubled version lead to what is meant, without a redirect.
func TestPathsThatMeanTheSame(t *testing.T) {
	s := stage(t, protocol.OpenAI, protocol.OpenAI)
	for _, path := range []string{
		"/v1/chat/completions", "/v1/chat/completions/", "/v1/v1/chat/completions", "//v1//chat/completions", "/v1/v1/chat/completions/",
	} {
		if a := s.send("POST", path, kinds["chat"].body(printJay, ""), nil); a.status != http.StatusOK || !strings.Contains(a.body, "[DONE]") {
			t.Errorf("POST %s: %d %s", path, a.status, a.body)
		}
	}
	for _, path := range []string{"/v1/models/", "/v1/v1/models", "/health/", "//health", "/api/v1/code/models/", "/"} {
		if a := s.send("GET", path, "", nil); a.status != http.StatusOK || !json.Valid([]byte(a.body)) {
			t.Errorf("GET %s: %d %s", path, a.status, a.body)
		}
	}
}

// TestListsAreRecorded: requests for models are recorded as others are.
func TestListsAreRecorded(t *testing.T) {
	s := stage(t, protocol.OpenAI, protocol.OpenAI)
	for _, c := range []struct {
		path, outcome, engine string
		status                int
	}{
		{"/v1/models", record.OK, "vllm", 200},
		{"/api/v1/code/models", record.OK, "vllm", 200},
		{"/v1/models/prompt", record.OK, "vllm", 200},
		{"/v1/models/nobody", record.Refused, "", 404},
	} {
		s.forget()
		a := s.send("GET", c.path, "", http.Header{"X-Request-Id": {"mine"}})
		r := s.last(1)
		if a.status != c.status || !r.Listing || r.ID != "mine" || r.Outcome != c.outcome || r.Engine != c.engine || r.Status != c.status {
			t.Errorf("%s: %d, %+v", c.path, a.status, r)
		}
	}
	s.vllm.Kill()
	s.legacy.Kill()
	s.forget()
	if s.send("GET", "/v1/models", "", nil); s.last(1).Outcome != record.Failed {
		t.Errorf("where no engine answers: %+v", s.last(1))
	}
}

func TestOneModel(t *testing.T) {
	for _, p := range protocols {
		s := stage(t, p, protocol.OpenAI)
		a := s.send("GET", "/v1/models/prompt", "", nil)
		var entry struct{ ID, Object string }
		if err := json.Unmarshal([]byte(a.body), &entry); err != nil || a.status != http.StatusOK || entry.ID != "prompt" || entry.Object != "model" {
			t.Errorf("%s: %d %s", p, a.status, a.body)
		}
		a = s.send("GET", "/v1/models/Qwen/Qwen3%2F4B", "", nil)
		if a.status != http.StatusNotFound || !strings.Contains(a.body, `"code":"model_not_found"`) || !strings.Contains(a.body, "Qwen/Qwen3/4B") {
			t.Errorf("%s: %d %s", p, a.status, a.body)
		}
		s.vllm.Kill()
		s.legacy.Kill()
		if a = s.send("GET", "/v1/models/prompt", "", nil); a.status != http.StatusBadGateway {
			t.Errorf("%s, dead: %d %s", p, a.status, a.body)
		}
	}
}

// TestEncodedBodies: a body that is compressed gets 415 before any engine is asked.
func TestEncodedBodies(t *testing.T) {
	s := stage(t, protocol.OpenAI, protocol.OpenAI)
	body := kinds["chat"].body(printJay, "")
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	_, _ = io.WriteString(w, body)
	_ = w.Close()
	for _, c := range []struct {
		encoding, body string
		status         int
	}{
		{"gzip", zipped.String(), 415}, {"br", body, 415}, {"zstd, gzip", body, 415}, {"identity", body, 200}, {"Identity", body, 200}, {"", body, 200},
	} {
		a := s.send("POST", kinds["chat"].path, c.body, http.Header{"Content-Encoding": {c.encoding}})
		if a.status != c.status || c.status == 415 && a.header.Get("Accept-Encoding") != "identity" {
			t.Errorf("%q: %d %v %s", c.encoding, a.status, a.header, a.body)
		}
	}
	if n := s.vllm.Counts().Total(); n != 3 {
		t.Errorf("the engine was asked %d times", n)
	}
}

// TestRetryAfterForClients: what an engine asks for is clamped, and where breakers are open, they say when.
func TestRetryAfterForClients(t *testing.T) {
	for value, want := range map[string]string{
		"7": "7", "0": "1", "-5": "1", "soon": "1", "86400": "3600", "99999999999": "1", time.Now().Add(48 * time.Hour).UTC().Format(http.TimeFormat): "3600",
	} {
		s := stage(t, protocol.OpenAI, protocol.OpenAI)
		s.played(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", value)
			http.Error(w, `{"error":{"message":"busy"}}`, http.StatusTooManyRequests)
		})
		if a := s.post(t.Context(), kinds["chat"].path, kinds["chat"].body(printJay, "")); a.status != 429 || a.header.Get("Retry-After") != want {
			t.Errorf("%q becomes %q, want %q (%d)", value, a.header.Get("Retry-After"), want, a.status)
		}
	}
}

// TestRetryAfterOfBreakers: where both breakers are open, the client is told when the first lets a request through.
func TestRetryAfterOfBreakers(t *testing.T) {
	b := newBreaker(Breaker{}.withDefaults(), func(string) {})
	now := time.Now()
	if got := b.opensIn(now); got != 0 {
		t.Errorf("a closed breaker opens in %v", got)
	}
	for n := range uint64(3) {
		b.blame(incident{request: n, began: now, took: time.Second}, now)
	}
	if got := b.opensIn(now); got != 2*time.Second {
		t.Errorf("it lets requests through after %v, want 2s", got)
	}
	if got := b.opensIn(now.Add(time.Minute)); got != 0 {
		t.Errorf("after its pause it says %v", got)
	}
	if got := leftAlone("vllm", 1500*time.Millisecond).retryAfter; got != "2" {
		t.Errorf("the client is told %q", got)
	}
}

// TestContentTypesOfEngines: a client gets JSON or a stream of events, whatever an engine calls it.
func TestContentTypesOfEngines(t *testing.T) {
	for kind, want := range map[string]string{
		"application/json": "application/json", "application/json; charset=utf-8": "application/json; charset=utf-8",
		"text/plain": "application/json", "image/svg+xml": "application/json", "": "application/json", "application/javascript": "application/json",
	} {
		s := stage(t, protocol.OpenAI, protocol.OpenAI)
		s.scripted(protocol.OpenAI, kind, `{"choices":[{"message":{"content":"<svg onload=x>"},"finish_reason":"stop"}]}`)
		a := s.post(t.Context(), kinds["chat"].path, kinds["chat at once"].body(printJay, ""))
		if a.status != 200 || a.header.Get("Content-Type") != want || a.header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%q: %d %v %s", kind, a.status, a.header, a.body)
		}
	}
}

// TestIdleConnectionsThatAnEngineCloses: uvicorn closes a connection after five seconds without a request. The next request is not lost,
// and no failure is recorded, also where the engine closes it while the request is on its way.
func TestIdleConnectionsThatAnEngineCloses(t *testing.T) {
	s := stage(t, protocol.OpenAI, protocol.OpenAI)
	kind, answer := answerOf(protocol.OpenAI, kinds["chat"].path, []byte(`{"stream":true}`))
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", kind)
		_, _ = io.WriteString(w, answer)
	}))
	server.Config.IdleTimeout = time.Millisecond
	server.Start()
	t.Cleanup(server.Close)
	u, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	s.legacy.Kill()
	s.change(func(t *table.Table) { t.VLLM = &table.Engine{Name: table.VLLM, Protocol: protocol.OpenAI, URL: u} })
	pause := time.NewTicker(3 * time.Millisecond) // for some requests the connection is closed, for others it is just being closed
	defer pause.Stop()
	for range 100 {
		if a := s.post(t.Context(), kinds["chat"].path, kinds["chat"].body(printJay, "")); a.status != 200 || a.err != nil {
			t.Fatalf("%d %v %s", a.status, a.err, a.body)
		}
		if r := s.last(1); r.Outcome != record.OK || r.Failover != "" {
			t.Fatalf("record %+v", r)
		}
		s.forget()
		<-pause.C
	}
}
