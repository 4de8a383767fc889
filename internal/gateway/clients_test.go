// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/gateway/record"
	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
	"github.com/codegen-dev/codegen-operator/internal/sim"
	"github.com/codegen-dev/codegen-operator/test/timing"
)

func TestAClientThatLeavesEndsItsRequest(t *testing.T) {
	for _, name := range []string{"chat", "chat at once", "codegen at once"} {
		s := stage(t, protocol.OpenAI, protocol.OpenAI)
		s.vllm.SetScript(sim.Script{TimeToFirstToken: -1, TokenInterval: 5 * time.Millisecond, Tokens: 10_000})
		ctx, cancel := context.WithCancel(t.Context())
		k := kinds[name]
		go s.during(ctx, k, s.vllm, cancel)
		began := time.Now()
		eventually(t, "the engine notices", func() bool { return s.vllm.Counts().Cancelled == 1 })
		timing.AtMost(t, name+": noticing that the client is gone", time.Since(began), 5*time.Second)
		if r := s.last(1); r.Outcome != record.ClientGone || k.stream && r.Status != 200 || !k.stream && r.Status != statusClientGone {
			t.Errorf("%s: record %+v", name, r)
		}
		if s.legacy.Counts().Total() != 0 {
			t.Errorf("%s: the other engine was asked", name)
		}
	}
}

// crawl is a client that reads nothing until it is released.
func (s *scene) crawl(body string) (net.Conn, *bufio.Reader) {
	s.t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { conn.Close() })
	_ = conn.(*net.TCPConn).SetReadBuffer(32 << 10)
	fmt.Fprintf(conn, "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
	return conn, bufio.NewReaderSize(conn, 64<<10)
}

func TestASlowClientGetsCoarserChunks(t *testing.T) {
	const tokens = 200_000 // more than the buffers of two sockets hold
	s := stage(t, protocol.OpenAI, protocol.OpenAI)
	s.change(func(t *table.Table) { t.Chunks.Min, t.Chunks.Max, t.Hold = 1, 8000, time.Hour })
	s.vllm.SetScript(sim.Script{TimeToFirstToken: -1, TokenInterval: -1, Tokens: tokens})
	_, r := s.crawl(kinds["chat"].body(printJay, `,"max_tokens":200000`))
	eventually(t, "nothing moves any more", func() bool {
		before := s.vllm.Counts().Tokens
		tick := time.NewTimer(2 * slowWrite)
		defer tick.Stop()
		<-tick.C
		return before > 0 && s.vllm.Counts().Tokens == before
	})
	if n := s.vllm.Counts().Tokens; n == tokens {
		t.Fatal("the engine was not held up: the text must be somewhere")
	}
	resp, err := http.ReadResponse(r, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	st := said{events: events(string(body))}.story(t)
	if err != nil || !st.done || st.failed != "" || st.usage != 0 || len(st.text) < tokens {
		t.Errorf("error %v, done %t, failed %q, %d bytes", err, st.done, st.failed, len(st.text))
	}
	if record := s.last(1); record.Tokens != tokens || st.chunks != record.Chunks || st.chunks > 8000 || record.Over != 0 {
		t.Errorf("%d chunks, record %+v", st.chunks, record)
	}
	if longest := st.longest; longest < 200 {
		t.Errorf("the longest chunk has %d bytes, as if nothing had waited", longest)
	}
}

func TestDrainLetsStreamsFinish(t *testing.T) {
	s := stage(t, protocol.OpenAI, protocol.OpenAI)
	want := s.answerTo(printJay)
	s.vllm.SetScript(steady)
	k := kinds["chat"]
	drained := make(chan error, 1)
	a := s.during(t.Context(), k, s.vllm, func() {
		go func() { drained <- s.gateway.Drain(context.Background()) }()
		eventually(t, "it drains", s.gateway.Draining)
		late := s.post(t.Context(), k.path, k.body(printJay, ""))
		if late.status != http.StatusServiceUnavailable || late.header.Get("Retry-After") == "" {
			t.Errorf("a late request: %d %s", late.status, late.body)
		}
	})
	checkStream(t, k, a, want)
	if err := <-drained; err != nil {
		t.Error(err)
	}
	if resp, err := s.client.Get(s.url + "/health"); err != nil || resp.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("health: %v, %v", resp, err)
	} else {
		resp.Body.Close()
	}
}

func TestDrainEndsWhatIsLeftWithAnError(t *testing.T) {
	for _, name := range []string{"chat", "codegen", "chat at once"} {
		s := stage(t, protocol.OpenAI, protocol.OpenAI)
		want := s.answerTo(printJay)
		s.vllm.SetScript(sim.Script{TimeToFirstToken: -1, TokenInterval: 20 * time.Millisecond, Tokens: 1000})
		k := kinds[name]
		a := s.during(t.Context(), k, s.vllm, func() {
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			if err := s.gateway.Drain(ctx); err == nil {
				t.Error("nobody was left")
			}
		})
		st := a.story(t)
		if k.stream && (st.failed == "" || st.done || a.err != nil || !strings.HasPrefix(want, st.text)) ||
			!k.stream && a.status != http.StatusServiceUnavailable {
			t.Errorf("%s: status %d, %+v, %v", name, a.status, st, a.err)
		}
		if r := s.last(1); r.Outcome != record.Draining {
			t.Errorf("record %+v", r)
		}
	}
}

func TestMalformedRequestsAreRefused(t *testing.T) {
	s := stage(t, protocol.OpenAI, protocol.OpenAI)
	for body, want := range map[string]int{
		"": 400, "[]": 400, `{"model":`: 400, `{"model":7,"messages":[]}`: 400, `{"model":"m"}`: 400,
		`{"messages":[{}],"stream":"yes"}`: 400, `{"prompt":"` + strings.Repeat("x", maxBody) + `"}`: 413,
	} {
		a := s.post(t.Context(), "/v1/chat/completions", body)
		if a.status != want || !strings.Contains(a.body, `"error"`) {
			t.Errorf("%.40s: status %d: %s", body, a.status, a.body)
		}
	}
	if s.vllm.Counts().Total() != 0 || s.last(7).Outcome != record.Refused {
		t.Errorf("the engine was asked")
	}
}

func TestModelsAndStatus(t *testing.T) {
	for _, p := range protocols {
		s := stage(t, p, protocol.OpenAI)
		for path, want := range map[string]string{
			"/v1/models": `"id":"error_fix"`, "/api/v1/code/models": `"available_models":[`, "/health": "healthy", "/": `"available":true`,
		} {
			resp, err := s.client.Get(s.url + path)
			if err != nil {
				t.Fatal(err)
			}
			body, _ := io.ReadAll(resp.Body)
			resp.Body.Close()
			if resp.StatusCode != http.StatusOK || !strings.Contains(string(body), want) {
				t.Errorf("%s %s: %d %s", p, path, resp.StatusCode, body)
			}
		}
	}
}
