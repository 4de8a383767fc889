// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package monitoring_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/cmd/codegen-gateway/app"
	"github.com/codegen-dev/codegen-operator/internal/sim"
	"github.com/codegen-dev/codegen-operator/test/timing"
)

const fronted = `
apiVersion: serving.codegen.dev/v1alpha1
kind: CodeGenBackend
metadata: {name: hapa, namespace: team}
spec:
  vllm: {protocol: %[1]s, url: "%[2]s", models: [{name: prompt}]}
  legacy: {protocol: %[1]s, url: "%[3]s"}
  chunking: {chunks: {min: 50, max: 100}, holdMilliseconds: 1, firstChunkMilliseconds: {max: 5000}}
  route: {gateway: {apiKeysSecretRef: {name: keys}}}
---
{apiVersion: v1, kind: Secret, metadata: {name: keys}, stringData: {ide: client-sesame}}
`

// paced is an engine that sends its tokens one by one; halting is one that stops after the first.
var paced, halting = sim.Script{TokenInterval: 5 * time.Millisecond}, sim.Script{TokenInterval: time.Hour}

// front is a gateway in front of two engines of one protocol.
type front struct {
	*testing.T
	vllm, legacy     *sim.Engine
	address, metrics string
}

func newFront(t *testing.T, p sim.Protocol) *front {
	t.Helper()
	f := &front{T: t, vllm: simulated(t, p, paced), legacy: simulated(t, p, paced), address: freePort(t), metrics: freePort(t)}
	config := filepath.Join(t.TempDir(), "backend.yaml")
	must(t, os.WriteFile(config, fmt.Appendf(nil, fronted, p, f.vllm.URL(), f.legacy.URL()), 0o600))
	ready := freePort(t)
	o, err := app.Parse([]string{"--config=" + config, "--listen-address=" + f.address, "--metrics-bind-address=" + f.metrics,
		"--health-probe-bind-address=" + ready, "--allow-addresses=127.0.0.0/8", "--log-level=error"}, func(string) (string, bool) { return "", false })
	must(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- app.Main(ctx, o, app.Logger(o, io.Discard)) }()
	t.Cleanup(func() {
		cancel()
		must(t, <-ended)
	})
	timing.Until(t, "the gateway to be ready", func() (bool, string) {
		said := get(t, "http://"+ready+"/readyz")
		return said == "ok", said
	})
	return f
}

// ask requests a streamed answer and reads all of it.
func (f *front) ask(key string) {
	f.Helper()
	response := f.send(f.Context(), key)
	defer response.Body.Close()
	_, err := io.Copy(io.Discard, response.Body)
	must(f.T, err)
}

func (f *front) send(ctx context.Context, key string) *http.Response {
	f.Helper()
	body := `{"model":"prompt","stream":true,"max_tokens":400,"messages":[{"role":"user","content":"Write a queue."}]}`
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+f.address+"/v1/chat/completions", strings.NewReader(body))
	must(f.T, err)
	request.Header.Set("Authorization", "Bearer "+key)
	response, err := http.DefaultClient.Do(request)
	must(f.T, err)
	return response
}

// leave requests an answer and disconnects in the middle of it.
func (f *front) leave() {
	f.Helper()
	ctx, cancel := context.WithCancel(f.Context())
	defer cancel()
	response := f.send(ctx, clientKey)
	_, err := io.ReadFull(response.Body, make([]byte, 1))
	must(f.T, err)
	cancel()
	response.Body.Close()
}

const clientKey = "client-sesame"

// TestGatewayExposes: the metrics of gateways, for every outcome of requests, match the record.
func TestGatewayExposes(t *testing.T) {
	f := newFront(t, sim.CodeGen)
	f.ask(clientKey)
	f.ask("wrong")
	f.vllm.SetScript(halting)
	f.leave()
	f.vllm.SetScript(paced)
	f.vllm.Misbehave(sim.Truncated)
	f.ask(clientKey) // it breaks off, and a CodeGen engine cannot continue it
	f.vllm.Misbehave(sim.Saturated)
	f.legacy.Misbehave(sim.Saturated)
	f.ask(clientKey)
	f.vllm.Kill()
	f.legacy.Kill()
	f.ask(clientKey)

	resuming := newFront(t, sim.OpenAI)
	resuming.vllm.Misbehave(sim.Truncated)
	resuming.ask(clientKey)

	s := exposed{}
	recorded(t, "gateway.txt", s, func() {
		s.add(t, get(t, "http://"+f.metrics+"/metrics"))
		s.add(t, get(t, "http://"+resuming.metrics+"/metrics"))
	})
}
