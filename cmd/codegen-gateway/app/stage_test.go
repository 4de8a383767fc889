// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/cmd/codegen-gateway/app"
	"github.com/codegen-dev/codegen-operator/internal/sim"
	"github.com/codegen-dev/codegen-operator/test/timing"
)

const manifest = `
apiVersion: serving.codegen.dev/v1alpha1
kind: CodeGenBackend
metadata: {name: hapa, namespace: team}
spec:
  vllm: {protocol: OpenAI, url: "%s", models: [{name: prompt}]}
  legacy: {protocol: CodeGen, url: "%s", credentials: {header: X-API-Key, secretRef: {name: legacy-key, key: token}}}
  chunking: {chunks: {min: 50, max: 100}, firstChunkMilliseconds: {max: 500}}
  route: {gateway: {apiKeysSecretRef: {name: keys}}}
---
{apiVersion: v1, kind: Secret, metadata: {name: legacy-key}, stringData: {token: legacy-sesame}}
---
{apiVersion: v1, kind: Secret, metadata: {name: keys}, stringData: {ide: client-sesame}}
`

// stage is a gateway that runs in front of two engines.
type stage struct {
	*testing.T
	vllm, legacy            *sim.Engine
	config                  string
	address, metrics, ready string
	log                     *journal
	end                     context.CancelFunc
	ended                   chan error
	client                  *http.Client
}

// newStage starts two engines, and writes a manifest that names them.
func newStage(t *testing.T, script sim.Script) *stage {
	t.Helper()
	s := &stage{T: t, log: &journal{}, ended: make(chan error, 1), address: freePort(t), metrics: freePort(t), ready: freePort(t)}
	s.client = &http.Client{Transport: &http.Transport{}}
	t.Cleanup(s.client.CloseIdleConnections)
	s.vllm = s.engine(sim.OpenAI, script)
	script.APIKey = "legacy-sesame"
	s.legacy = s.engine(sim.CodeGen, script)
	s.config = filepath.Join(t.TempDir(), "backend.yaml")
	s.must(os.WriteFile(s.config, fmt.Appendf(nil, manifest, s.vllm.URL(), s.legacy.URL()), 0o600))
	return s
}

func (s *stage) engine(p sim.Protocol, script sim.Script) *sim.Engine {
	s.Helper()
	e, err := sim.Start(p, script)
	s.must(err)
	s.Cleanup(e.Close)
	return e
}

// args are the arguments of the program.
func (s *stage) args(more ...string) []string {
	return append([]string{
		"--listen-address=" + s.address, "--metrics-bind-address=" + s.metrics, "--health-probe-bind-address=" + s.ready,
		"--allow-addresses=127.0.0.0/8", "--log-format=text", "--log-level=debug",
	}, more...)
}

// run runs the gateway in this process until the test, or end, ends it.
func (s *stage) run(more ...string) {
	s.Helper()
	o, err := app.Parse(s.args(more...), func(string) (string, bool) { return "", false })
	s.must(err)
	ctx, end := context.WithCancel(context.Background())
	s.end = end
	go func() { s.ended <- app.Main(ctx, o, app.Logger(o, s.log)) }()
	s.Cleanup(func() {
		end()
		select {
		case err := <-s.ended:
			s.must(err)
		case <-time.After(timing.Deadline):
			s.Error("it does not end")
		}
	})
	s.until("ready", func() bool { return s.get("http://"+s.ready+"/readyz") == "ok" })
}

func (s *stage) until(what string, holds func() bool) time.Duration {
	s.Helper()
	began := time.Now()
	ticks := time.NewTicker(time.Millisecond)
	defer ticks.Stop()
	for !holds() {
		if time.Since(began) > timing.Deadline {
			s.Fatalf("it does not get %s; the log has\n%s", what, s.log)
		}
		<-ticks.C
	}
	return time.Since(began)
}

func (s *stage) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func (s *stage) get(url string) string {
	r, err := s.client.Get(url)
	if err != nil {
		return err.Error()
	}
	defer r.Body.Close()
	body, _ := io.ReadAll(r.Body)
	return string(body)
}

// chat asks for a streamed answer with the client's key.
func (s *stage) chat(prompt string) (*http.Response, error) {
	body := fmt.Sprintf(`{"model":"prompt","stream":true,"max_tokens":400,"messages":[{"role":"user","content":%q}]}`, prompt)
	r, err := http.NewRequest(http.MethodPost, "http://"+s.address+"/v1/chat/completions", strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Authorization", "Bearer client-sesame")
	r.Header.Set("Content-Type", "application/json")
	return s.client.Do(r)
}

// answer is a whole answer: which engine gave it, and its events.
func (s *stage) answer(prompt string) (engine, events string) {
	s.Helper()
	r, err := s.chat(prompt)
	s.must(err)
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	s.must(err)
	return r.Header.Get("X-Codegen-Engine"), string(body)
}

// journal is a log that may be read while it is written.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer // guarded by mu
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

// freePort is a loopback address that nothing listens at.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
