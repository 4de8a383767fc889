// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	gateway "github.com/codegen-dev/codegen-operator/cmd/codegen-gateway/app"
	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/gateway/source"
	"github.com/codegen-dev/codegen-operator/internal/sim"
)

// TestGatewaysResumeWhereTheStatusSaysSo: the operator asks both engines, and a gateway of the backend goes on with an answer of vllm at
// legacy only where the status says that legacy continues answers. Elsewhere it waits for vllm.
func TestGatewaysResumeWhereTheStatusSaysSo(t *testing.T) {
	t.Parallel()
	must(t, deploying())
	for does, want := range map[sim.Continuation]v1alpha1.Continuation{
		sim.Continues: v1alpha1.ContinuationProven, sim.Refuses: v1alpha1.ContinuationRefused, sim.Restarts: v1alpha1.ContinuationIgnored,
	} {
		t.Run(string(want), func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			legacy := s.engine(sim.OpenAI, sim.Script{Continuation: does}, legacyAddress+":8001")
			s.operator(withImage)
			b := s.apply(s.backend(func(spec *v1alpha1.CodeGenBackendSpec) {
				spec.Legacy = v1alpha1.EngineSpec{Protocol: v1alpha1.ProtocolOpenAI, URL: "http://" + legacyAddress + ":8001"}
				spec.Route = v1alpha1.RouteSpec{Gateway: &v1alpha1.GatewayRoute{Authentication: v1alpha1.AuthenticationNone}}
			}))
			s.becomes(b, "both engines to be asked", all(active(v1alpha1.EngineVLLM), bothHealthy, continues(v1alpha1.EngineVLLM,
				v1alpha1.ContinuationProven), continues(v1alpha1.EngineLegacy, want)))
			address := s.gateway(b)
			whole := s.brokenAnswer(address, func() {})
			legacy.Forget()
			got := s.brokenAnswer(address, func() { s.vllm.Kill(); must(t, s.vllm.Revive()) })
			if got != whole || !strings.Contains(whole, "Jay-together") {
				t.Errorf("got %q, want %q", got, whole)
			}
			asked := 0
			for _, r := range legacy.Streams() {
				if strings.Contains(r.Prompt, "together") {
					asked++
				}
			}
			if resumed := want == v1alpha1.ContinuationProven; (asked == 1) != resumed || asked > 1 {
				t.Errorf("legacy was asked %d times to go on", asked)
			}
		})
	}
}

// continues reports what an engine does with the beginning of an answer.
func continues(e v1alpha1.EngineName, c v1alpha1.Continuation) func(*v1alpha1.CodeGenBackendStatus) bool {
	return func(s *v1alpha1.CodeGenBackendStatus) bool {
		return s.Engine(e) != nil && s.Engine(e).Continuation == c
	}
}

// gateway runs a gateway of an object until the test ends, and returns its address.
func (s *stage) gateway(b *v1alpha1.CodeGenBackend) (address string) {
	s.Helper()
	address, ready := freePort(s.T), freePort(s.T)
	o, err := gateway.Parse([]string{
		"--backend=" + b.Namespace + "/" + b.Name, "--listen-address=" + address, "--metrics-bind-address=0", "--health-probe-bind-address=" + ready,
	}, func(string) (string, bool) { return "", false })
	must(s.T, err)
	log := slog.New(slog.DiscardHandler)
	follower, err := source.NewCluster(s.cluster.Config, key(b), source.Access{}, log)
	must(s.T, err)
	network := &engine.Network{Guard: engine.NewGuard(), Lookup: s.net.Lookup, Dial: s.net.Dial}
	s.running(func(ctx context.Context) error { return gateway.Run(ctx, o, log, follower, network) })
	s.until("the gateway to be ready", func() (bool, string) {
		r, err := http.Get("http://" + ready + "/readyz")
		if err != nil {
			return false, err.Error()
		}
		_ = r.Body.Close()
		return r.StatusCode == http.StatusOK, r.Status
	})
	return address
}

// brokenAnswer is the text of an answer through a gateway; something happens to it in the middle.
func (s *stage) brokenAnswer(address string, happens func()) string {
	s.Helper()
	slow := s.vllm.Script()
	slow.TokenInterval, slow.Tokens = 10*time.Millisecond, 64
	s.vllm.SetScript(slow)
	r, err := http.Post("http://"+address+"/v1/chat/completions", "application/json", strings.NewReader(
		`{"model":"prompt","stream":true,"messages":[{"role":"user","content":"Print \"Jay-together\"."}]}`))
	must(s.T, err)
	defer func() { _ = r.Body.Close() }()
	events := bufio.NewReader(r.Body)
	first, err := events.ReadString('\n')
	must(s.T, err)
	happens()
	rest, err := io.ReadAll(events)
	must(s.T, err)
	var text strings.Builder
	for _, content := range contents.FindAllStringSubmatch(first+string(rest), -1) {
		text.WriteString(content[1])
	}
	return text.String()
}

// contents are the texts of a chat, as JSON has them.
var contents = regexp.MustCompile(`"content":"((?:[^"\\]|\\.)*)"`)
