// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/cmd/codegen-gateway/app"
	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/gateway/source"
	"github.com/codegen-dev/codegen-operator/internal/sim"
	"github.com/codegen-dev/codegen-operator/test/timing"
)

// inCluster is the object of a stage in a namespace of its own.
func (s *stage) inCluster() (client.Client, *v1alpha1.CodeGenBackend) {
	s.Helper()
	scheme := runtime.NewScheme()
	s.must(clientgoscheme.AddToScheme(scheme))
	s.must(v1alpha1.AddToScheme(scheme))
	c, err := client.New(shared.Config, client.Options{Scheme: scheme})
	s.must(err)
	ns := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{GenerateName: "gateway-"}}
	s.must(c.Create(s.Context(), ns))
	for name, data := range map[string]map[string]string{"legacy-key": {"token": "legacy-sesame"}, "keys": {"ide": "client-sesame"}} {
		s.must(c.Create(s.Context(), &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Namespace: ns.Name, Name: name}, StringData: data}))
	}
	b := &v1alpha1.CodeGenBackend{ObjectMeta: metav1.ObjectMeta{Namespace: ns.Name, Name: "hapa"}, Spec: v1alpha1.CodeGenBackendSpec{
		VLLM: v1alpha1.EngineSpec{Protocol: v1alpha1.ProtocolOpenAI, URL: s.vllm.URL()},
		Legacy: v1alpha1.EngineSpec{Protocol: v1alpha1.ProtocolCodeGen, URL: s.legacy.URL(), Credentials: &v1alpha1.CredentialsSpec{
			Header: "X-API-Key", SecretRef: v1alpha1.SecretKeyReference{Name: "legacy-key", Key: "token"}}},
		Route: v1alpha1.RouteSpec{Gateway: &v1alpha1.GatewayRoute{APIKeysSecretRef: &v1alpha1.SecretReference{Name: "keys"}}},
	}}
	s.must(c.Create(s.Context(), b))
	return c, b
}

// follow runs the gateway in this process after an object in the cluster.
func (s *stage) follow(b *v1alpha1.CodeGenBackend) {
	s.Helper()
	o, err := app.Parse(s.args("--backend="+b.Namespace+"/"+b.Name), func(string) (string, bool) { return "", false })
	s.must(err)
	log := slog.New(slog.NewTextHandler(s.log, nil))
	follower, err := source.NewCluster(shared.Config, client.ObjectKeyFromObject(b), source.Access{}, log)
	s.must(err)
	ctx, end := context.WithCancel(context.Background())
	network := &engine.Network{Guard: engine.NewGuard(netip.MustParsePrefix("127.0.0.0/8"))}
	go func() { s.ended <- app.Run(ctx, o, log, follower, network) }()
	s.Cleanup(func() {
		end()
		s.must(<-s.ended)
	})
	s.until("ready", func() bool { return s.get("http://"+s.ready+"/readyz") == "ok" })
}

// Within 100 ms of the write of the status, the next request goes to the other engine. A machine with other work to do has its pauses, so
// that the quickest of some flips is what tells.
func TestFollowsTheStatus(t *testing.T) {
	t.Parallel()
	s := newStage(t, quick)
	c, b := s.inCluster()
	s.follow(b)
	quickest := timing.Deadline
	for i := range 10 {
		to := []v1alpha1.EngineName{v1alpha1.EngineLegacy, v1alpha1.EngineVLLM}[i%2]
		quickest = min(quickest, s.flip(c, b, to))
	}
	timing.AtMost(t, "the quickest flip", quickest, 100*time.Millisecond)
}

// A request that is under way stays with its engine while the route goes away and comes back.
func TestAFlipLeavesStreamsWhereTheyAre(t *testing.T) {
	t.Parallel()
	const tokens = 40
	s := newStage(t, sim.Script{Tokens: tokens, TokenInterval: 20 * time.Millisecond})
	c, b := s.inCluster()
	s.follow(b)
	s.flip(c, b, v1alpha1.EngineVLLM)
	stream, err := s.chat("stay")
	s.must(err)
	defer stream.Body.Close()
	events := bufio.NewReader(stream.Body)
	_, err = events.ReadString('\n')
	s.must(err)
	s.flip(c, b, v1alpha1.EngineLegacy)
	rest, err := io.ReadAll(events)
	s.must(err)
	if n := strings.Count(string(rest), `"content":"`); n < tokens-1 || !strings.Contains(string(rest), "[DONE]") {
		t.Errorf("%d more chunks of %d came:\n%s", n, tokens, rest)
	}
	if stream.Header.Get("X-Codegen-Engine") != "vllm" || stream.Trailer.Get("X-Codegen-Resumes") != "0" {
		t.Errorf("it was told by %v, %v", stream.Header, stream.Trailer)
	}
	if n := len(slices.DeleteFunc(s.vllm.Requests(), func(r sim.Request) bool { return !strings.Contains(r.Prompt, "stay") })); n != 1 {
		t.Errorf("vllm was asked %d times", n)
	}
}

// flip writes the status, and tells how long it takes until requests go there.
func (s *stage) flip(c client.Client, b *v1alpha1.CodeGenBackend, to v1alpha1.EngineName) time.Duration {
	s.Helper()
	before := b.DeepCopy()
	b.Status.Active = to
	s.must(c.Status().Patch(s.Context(), b, client.MergeFrom(before)))
	return s.until("at "+string(to), func() bool {
		engine, _ := s.answer("hi")
		return engine == string(to)
	})
}
