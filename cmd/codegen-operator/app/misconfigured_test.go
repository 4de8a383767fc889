// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"net/netip"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/cmd/codegen-operator/app"
	"github.com/codegen-dev/codegen-operator/internal/sim"
)

// TestSecretMissing stalls, says what to do, and goes on as soon as the Secret is there; the key is shown nowhere.
func TestSecretMissing(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.vllm.SetScript(sim.Script{APIKey: "vllm-key-93ad"})
	s.operator()
	b := s.apply(s.backend(func(spec *v1alpha1.CodeGenBackendSpec) {
		spec.VLLM.Credentials = &v1alpha1.CredentialsSpec{SecretRef: v1alpha1.SecretKeyReference{Name: "vllm-key", Key: "token"}}
	}))
	now := s.becomes(b, "Stalled", says(v1alpha1.ConditionStalled, v1alpha1.ReasonSecretMissing))
	if !strings.Contains(statusText(now), "Secret vllm-key does not exist: create it with the key token") {
		t.Errorf("it does not say what to do:\n%s", statusText(now))
	}
	s.secret("vllm-key", "vllm-key-93ad\n")
	s.becomes(b, "vllm to serve", all(active(v1alpha1.EngineVLLM), says(v1alpha1.ConditionStalled, v1alpha1.ReasonNotStalled)))

	for _, shown := range []string{s.kubectl("get", "cgb", "-o", "yaml"), s.kubectl("get", "events", "-o", "yaml"), s.kubectl("describe", "cgb")} {
		if strings.Contains(shown, "vllm-key-93ad") || strings.Contains(shown, apiKey) {
			t.Errorf("a key is shown:\n%s", shown)
		}
	}
}

// TestWrongKey is Unauthorized, and serves from legacy.
func TestWrongKey(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.vllm.SetScript(sim.Script{APIKey: "right"})
	s.secret("vllm-key", "wrong")
	s.operator()
	b := s.apply(s.backend(func(spec *v1alpha1.CodeGenBackendSpec) {
		spec.VLLM.Credentials = &v1alpha1.CredentialsSpec{SecretRef: v1alpha1.SecretKeyReference{Name: "vllm-key", Key: "token"}}
	}))
	s.becomes(b, "legacy to serve", all(active(v1alpha1.EngineLegacy), says(v1alpha1.ConditionVLLMHealthy, v1alpha1.EngineUnauthorized)))
}

// TestForeignService is never taken over.
func TestForeignService(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	foreign := &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{Namespace: s.namespace, Name: "hapa"},
		Spec:       corev1.ServiceSpec{Ports: []corev1.ServicePort{{Port: 9}}, Selector: map[string]string{"app": "somebody"}},
	}
	must(t, s.client.Create(t.Context(), foreign))
	s.operator()
	b := s.apply(s.backend())
	now := s.becomes(
		b,
		"NotOwned",
		all(says(v1alpha1.ConditionRouted, v1alpha1.ReasonNotOwned), says(v1alpha1.ConditionReady, v1alpha1.ReasonRouteFailed)),
	)
	if now.Status.Active != "" {
		t.Errorf("the status names %s although no route carries it", now.Status.Active)
	}
	var after corev1.Service
	must(t, s.client.Get(t.Context(), key(foreign), &after))
	if after.Spec.Selector["app"] != "somebody" || after.ResourceVersion != foreign.ResourceVersion {
		t.Errorf("the foreign Service was touched: %v", after.Spec)
	}
}

// TestForbiddenAddress: the guard refuses loopback; where it is let through, Kubernetes does not carry it.
func TestForbiddenAddress(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.net.Place("127.0.0.9:8002", s.vllm.Addr())
	s.net.Place("127.0.0.9:8000", s.legacy.Addr())
	onLoopback := func(spec *v1alpha1.CodeGenBackendSpec) {
		spec.VLLM.URL, spec.Legacy.URL = "http://127.0.0.9:8002", "http://127.0.0.9:8000"
	}
	stop := s.operator()
	b := s.apply(s.backend(onLoopback))
	s.becomes(b, "the address to be forbidden", all(says(v1alpha1.ConditionStalled, v1alpha1.ReasonForbiddenAddress),
		says(v1alpha1.ConditionVLLMHealthy, v1alpha1.EngineAddressForbidden)))
	if s.vllm.Counts().Total() != 0 {
		t.Errorf("the forbidden engine got %d requests", s.vllm.Counts().Total())
	}
	stop()
	s.operator(func(o *app.Options) { o.AllowAddresses = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")} })
	now := s.becomes(b, "a plain reason", says(v1alpha1.ConditionRouted, v1alpha1.ReasonAddressNotRoutable))
	if now.Status.Active != "" || !strings.Contains(statusText(now), "give the engine an address that pods can reach") {
		t.Errorf("%s", statusText(now))
	}
}

// TestModelsMissing names them.
func TestModelsMissing(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.vllm.SetScript(sim.Script{Models: []string{"autocomplete", "prompt"}})
	s.operator()
	b := s.apply(s.backend())
	now := s.becomes(
		b,
		"legacy to serve",
		all(active(v1alpha1.EngineLegacy), says(v1alpha1.ConditionVLLMHealthy, v1alpha1.EngineModelsMissing)),
	)
	if !strings.Contains(statusText(now), "does not list comment, error_fix") {
		t.Errorf("the missing models are not named:\n%s", statusText(now))
	}
}

// TestNoHealthyEngine holds where it is, and says so.
func TestNoHealthyEngine(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.operator()
	b := s.apply(s.backend())
	s.becomes(b, "vllm to serve", all(active(v1alpha1.EngineVLLM), bothHealthy))
	s.legacy.Kill()
	s.becomes(b, "legacy to be unhealthy", says(v1alpha1.ConditionLegacyHealthy, v1alpha1.EngineConnectionRefused))
	s.vllm.Kill()
	s.becomes(b, "NoHealthyEngine", all(active(v1alpha1.EngineVLLM), says(v1alpha1.ConditionReady, v1alpha1.ReasonNoHealthyEngine)))
	s.hasEndpoints("hapa", vllmAddress)
	must(t, s.legacy.Revive())
	s.becomes(b, "legacy to serve", all(active(v1alpha1.EngineLegacy), says(v1alpha1.ConditionReady, v1alpha1.ReasonServingFromLegacy)))
}

// TestTwoBackends do not disturb each other: one has engines that hang in every way, the other flips as fast as ever.
func TestTwoBackends(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.engine(sim.OpenAI, sim.Script{Misbehave: sim.Hang}, "192.0.2.31:8002")
	s.engine(sim.CodeGen, sim.Script{Misbehave: sim.NoFirstByte}, "192.0.2.32:8000")
	s.operator()
	sick := s.backend(func(spec *v1alpha1.CodeGenBackendSpec) {
		spec.VLLM.URL, spec.Legacy.URL = "http://192.0.2.31:8002", "http://192.0.2.32:8000"
		spec.Legacy.Credentials, spec.Route.Service.Name = nil, "sick"
	})
	sick.Name = "sick"
	s.apply(sick)
	b := s.apply(s.backend())
	s.becomes(b, "vllm to serve", all(active(v1alpha1.EngineVLLM), bothHealthy))
	s.becomes(sick, "the sick one to say so", says(v1alpha1.ConditionReady, v1alpha1.ReasonNoHealthyEngine))
	s.vllm.Kill()
	s.becomes(b, "legacy to serve", active(v1alpha1.EngineLegacy))
	s.hasEndpoints("hapa", legacyAddress)
	must(t, s.client.Delete(t.Context(), sick))
	must(t, client.IgnoreNotFound(s.client.Get(t.Context(), key(b), b)))
	s.hasEndpoints("hapa", legacyAddress)
}
