// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestRequestsAreRemembered(t *testing.T) {
	t.Parallel()
	e := start(t, OpenAI, quick.with(func(s *Script) { s.APIKey = "right" }))
	get(t, e, "/health")
	r := post(t.Context(), e, "/v1/completions", object{
		"model": "comment", "prompt": "hello", "stream": true, "max_tokens": 3, "temperature": 0, "top_p": 0.5,
	}, "wrong")
	r.Header.Set("X-Request-Id", "seven")
	do(t, r)
	all := e.Requests()
	if len(all) != 2 || all[0].Kind != KindHealth || len(e.Streams()) != 1 {
		t.Fatalf("requests are %+v", all)
	}
	got := all[1]
	if got.Kind != KindStream || got.Model != "comment" || got.Prompt != "hello" || got.MaxTokens != 3 ||
		got.Key != "wrong" || !got.KeyShown || got.Status != http.StatusUnauthorized || got.Header["X-Request-Id"] != "seven" {
		t.Errorf("it is %+v", got)
	}
	if got.Temperature == nil || *got.Temperature != 0 || got.TopP == nil || *got.TopP != 0.5 {
		t.Errorf("temperature %v, top_p %v", got.Temperature, got.TopP)
	}
}

func TestHighWaterMark(t *testing.T) {
	t.Parallel()
	e := start(t, OpenAI, quick.with(func(s *Script) { s.Misbehave = Hung }))
	for range 3 {
		open(t, e, question{prompt: printJay})
	}
	get(t, e, "/health")
	e.Misbehave(None)
	eventually(t, "all are answered", func() bool { return e.Counts().InFlight == 0 })
	c := e.Counts()
	if c.MaxInFlight != 3 || c.Streams != 3 || c.Total() != 4 || c.Tokens != 3*quick.Tokens || c.Cancelled != 0 {
		t.Errorf("counts are %+v", c)
	}
	e.Forget()
	if len(e.Requests()) != 0 || e.Counts() != (Counts{}) {
		t.Errorf("it remembers %+v", e.Counts())
	}
}

func TestStampsAreKeptAndSent(t *testing.T) {
	t.Parallel()
	e := start(t, OpenAI, quick.with(func(s *Script) { s.StampSends = true }))
	began := time.Now()
	a := ask(t, e, question{prompt: printJay})
	sent := e.Requests()[0].Sent
	if len(sent) != len(a.events()) || strings.Count(a.raw, `,"sent_unix_nano":`) != len(sent)-1 { // all but [DONE]
		t.Fatalf("%d stamps for %d events", len(sent), len(a.events()))
	}
	for i, at := range sent {
		if at.Before(began) || i > 0 && at.Before(sent[i-1]) {
			t.Errorf("stamp %d is out of order", i)
		}
	}
}

func TestRequestLogForgetsTheOldest(t *testing.T) {
	t.Parallel()
	l := newRequestLog()
	r, err := http.NewRequest(http.MethodGet, "http://sim/health", nil)
	if err != nil {
		t.Fatal(err)
	}
	for range maxEntries + 1 {
		l.open(OpenAI, KindHealth, r, &body{}).close(t.Context())
	}
	if n := len(l.all()); n != maxEntries/2+1 || l.counted().Health != maxEntries+1 {
		t.Errorf("%d kept, %d counted", n, l.counted().Health)
	}
}
