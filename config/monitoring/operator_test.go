// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package monitoring_test

import (
	"context"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/cmd/codegen-operator/app"
	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/sim"
	"github.com/codegen-dev/codegen-operator/test/timing"
)

const backend = `
apiVersion: v1
kind: Namespace
metadata: {name: %[1]s}
---
apiVersion: v1
kind: Secret
metadata: {name: vllm-key, namespace: %[1]s}
stringData: {token: sesame}
---
apiVersion: serving.codegen.dev/v1alpha1
kind: CodeGenBackend
metadata: {name: hapa, namespace: %[1]s}
spec:
  vllm: {protocol: OpenAI, url: "%[2]s", credentials: {secretRef: {name: vllm-key, key: token}}}
  legacy: {protocol: CodeGen, url: "%[3]s"}
  failover: {cooldownSeconds: 1}
  chunking:
    chunks: {min: 50, max: 100}
    chunksPerSecond: {min: 1, max: 100000}
    durationMilliseconds: {min: 1, max: 60000}
    firstChunkMilliseconds: {min: 1, max: 60000}
    interChunkMilliseconds: {min: 0, max: 60000}
  route: {configMap: {name: hapa-backend}, clientURL: "%[2]s"}
  canaries: [{name: jay, prompt: "Write {{nonce}}.", periodSeconds: 10, timeoutSeconds: 10, maxTokens: 60, through: [vllm, legacy, route]}]
`

// TestOperatorExposes: the metrics of the operator, while engines serve, are busy and fail, match the record.
func TestOperatorExposes(t *testing.T) {
	vllm, legacy := simulated(t, sim.OpenAI, sim.Script{APIKey: "sesame"}), simulated(t, sim.CodeGen, sim.Script{})
	namespace := fmt.Sprintf("exposed-%d", time.Now().UnixNano())
	metrics := operate(t, namespace)
	_, err := shared.KubectlWith(t.Context(), fmt.Sprintf(backend, namespace, vllm.URL(), legacy.URL()), "apply", "-f", "-")
	must(t, err)
	s := exposed{}
	scrape := func() string {
		page := get(t, "http://"+metrics+"/metrics")
		s.add(t, page)
		return page
	}
	exposes := func(line string) {
		t.Helper()
		timing.Until(t, line, func() (bool, string) {
			page := scrape()
			return strings.Contains(page, line), s.String() + page
		})
	}
	for _, through := range []string{"vllm", "legacy", "route"} {
		exposes(`,through="` + through + `",verdict="Pass"} 1`)
	}
	exposes(`codegen_backend_key_enforced{engine="vllm"`)
	exposes(`codegen_backend_engine_continues{engine="vllm",name="hapa",namespace="` + namespace + `"} 1`)
	exposes(`codegen_backend_engine_continues{engine="legacy",name="hapa",namespace="` + namespace + `"} 0`)
	vllm.Misbehave(sim.Saturated)
	exposes(`through="vllm",verdict="Inconclusive"} 1`)
	vllm.Misbehave(sim.None)
	exposes(`through="vllm",verdict="Pass"} 1`)
	vllm.Kill()
	exposes(`through="route",verdict="Fail"} 1`)
	exposes(`codegen_backend_flips_total{from="vllm",name="hapa",namespace="` + namespace + `",reason="ActiveUnhealthy",to="legacy"} 1`)
	recorded(t, "operator.txt", s, func() { scrape() })
}

// operate runs the operator in one namespace until the test ends, and returns the address of its metrics.
func operate(t *testing.T, namespace string) (metrics string) {
	t.Helper()
	o := app.Options{WatchNamespaces: []string{namespace}, HealthProbeBindAddress: "0", MetricsBindAddress: freePort(t),
		AllowAddresses: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() {
		ended <- app.Run(ctx, o, shared.Config, &engine.Network{Guard: engine.NewGuard(o.AllowAddresses...)})
	}()
	t.Cleanup(func() {
		cancel()
		must(t, <-ended)
	})
	return o.MetricsBindAddress
}

func simulated(t *testing.T, p sim.Protocol, script sim.Script) *sim.Engine {
	t.Helper()
	e, err := sim.Start(p, script)
	must(t, err)
	t.Cleanup(e.Close)
	return e
}
