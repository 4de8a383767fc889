// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/codegen-dev/codegen-operator/internal/sim"
)

var quick = sim.Script{TimeToFirstToken: -1, TokenInterval: -1, Tokens: 300}

// A client is served in the declared range, from the other engine once the first one is dead; metrics and the log report it, but neither
// prompts nor keys.
func TestServe(t *testing.T) {
	leaks := goleak.IgnoreCurrent()
	t.Cleanup(func() { goleak.VerifyNone(t, leaks) }) // after all that the stage ends
	s := newStage(t, quick)
	s.run("--config=" + s.config)
	for _, want := range []string{"vllm", "legacy"} {
		engine, events := s.answer("a secret prompt")
		if chunks := strings.Count(events, `"content":"`); engine != want || chunks < 50 || chunks > 101 || !strings.HasSuffix(events, "data: [DONE]\n\n") {
			t.Errorf("%s answered in %d chunks and not %s in 50 to 100:\n%s", engine, chunks, want, events)
		}
		s.vllm.Kill()
	}
	page := s.get("http://" + s.metrics + "/metrics")
	for _, line := range []string{
		`codegen_gateway_requests_total{engine="vllm",model="prompt",outcome="OK"} 1`,
		`codegen_gateway_failovers_total{engine="legacy",reason="ConnectionFailed"} 1`,
		`codegen_gateway_key_requests_total{key="ide",outcome="OK"} 2`,
		`codegen_gateway_build_info{go_version="go1.`,
		"go_goroutines",
	} {
		if !strings.Contains(page, line) {
			t.Errorf("%s is not in\n%s", line, page)
		}
	}
	log := s.log.String()
	if first, _, _ := strings.Cut(log, "\n"); !strings.Contains(first, "msg=starting version=") {
		t.Errorf("the log begins with %s", first)
	}
	if strings.Count(log, "msg=request") != 2 || !strings.Contains(log, "key=ide") {
		t.Errorf("the log does not have two requests:\n%s", log)
	}
	for _, secret := range []string{"sesame", "a secret prompt"} {
		if strings.Contains(log+page, secret) {
			t.Errorf("%q shows in\n%s\n%s", secret, log, page)
		}
	}
}

// Without a key there is nothing but /health; HTTP/2 without TLS is served as well.
func TestAdmission(t *testing.T) {
	t.Parallel()
	s := newStage(t, quick)
	s.run("--config=" + s.config)
	if got := s.get("http://" + s.address + "/v1/models"); !strings.Contains(got, "invalid_api_key") {
		t.Errorf("without a key: %s", got)
	}
	if got := s.get("http://" + s.address + "/health"); !strings.Contains(got, "healthy") {
		t.Errorf("/health: %s", got)
	}
	two := new(http.Protocols)
	two.SetUnencryptedHTTP2(true)
	s.client.Transport = &http.Transport{Protocols: two}
	r, err := s.chat("hi")
	s.must(err)
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil || r.ProtoMajor != 2 || !strings.HasSuffix(string(body), "data: [DONE]\n\n") {
		t.Errorf("by HTTP/%d: %v, %s", r.ProtoMajor, err, body)
	}
}
