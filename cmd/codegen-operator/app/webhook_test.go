// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

var (
	tookIt  = kindIs(v1alpha1.RouteWebhook, v1alpha1.RouteReady, v1alpha1.ReasonRoutesReady)
	refuses = kindIs(v1alpha1.RouteWebhook, v1alpha1.RouteFailed, v1alpha1.ReasonDeliveryFailed)
)

// TestWebhookFollows the active engine, with signed calls that say what and why.
func TestWebhookFollows(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.secret("switch-key", switchSecret+"\n")
	l := s.lever()
	s.operator()
	b := s.apply(s.backend(byWebhook))
	s.becomes(
		b,
		"vllm to serve",
		all(active(v1alpha1.EngineVLLM), tookIt, says(v1alpha1.ConditionRouted, v1alpha1.ReasonRoutesReady), bothHealthy),
	)
	if first := s.set(l, v1alpha1.EngineVLLM); first.From != "" || first.Reason != "Selected" || first.Name != "hapa" ||
		first.Namespace != s.namespace {
		t.Errorf("the first call is %+v", first)
	}
	s.vllm.Kill()
	now := s.becomes(b, "legacy to serve", all(active(v1alpha1.EngineLegacy), tookIt))
	call := s.set(l, v1alpha1.EngineLegacy)
	if call.From != "vllm" || call.Reason != v1alpha1.FlipActiveUnhealthy || call.Message != now.Status.Flips[0].Message ||
		!call.Time.Equal(now.Status.Flips[0].Time.Time) {
		t.Errorf("the call is %+v, and the status\n%s", call, statusText(now))
	}
	if key := routeOf(&now.Status, v1alpha1.RouteWebhook).DeliveryKey; key == "" || key != call.IdempotencyKey || key != call.header {
		t.Errorf("the keys are %q, %q and %q", key, call.IdempotencyKey, call.header)
	}
	must(t, s.vllm.Revive())
	s.becomes(b, "vllm to serve again", all(active(v1alpha1.EngineVLLM), tookIt))
	s.set(l, v1alpha1.EngineVLLM)
	for _, c := range l.all() {
		if !c.signed {
			t.Errorf("not signed rightly: %+v", c)
		}
	}
	for _, shown := range []string{s.kubectl("get", "cgb", "-o", "yaml"), s.kubectl("get", "events", "-o", "yaml")} {
		if strings.Contains(shown, switchSecret) || strings.Contains(shown, strings.TrimPrefix(call.signature, "sha256=")) {
			t.Errorf("the secret or the signature is shown:\n%s", shown)
		}
	}
}

// TestWebhookAcrossARestart: what was taken is not told again; what was not is told again with the same key, by the next operator as well.
func TestWebhookAcrossARestart(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.secret("switch-key", switchSecret)
	l := s.lever()
	stop := s.operator()
	b := s.apply(s.backend(byWebhook))
	s.becomes(b, "vllm to serve", all(active(v1alpha1.EngineVLLM), tookIt, bothHealthy))
	stop()
	before := len(l.all())
	s.vllm.Forget()
	s.legacy.Forget()
	stop = s.operator()
	s.until("both engines to be checked by the new operator", func() (bool, string) {
		return s.vllm.Counts().Streams > 2 && s.legacy.Counts().Streams > 2, "nothing"
	})
	if again := l.all()[before:]; len(again) > 0 {
		t.Errorf("the restart told again: %+v", again)
	}

	l.answers(http.StatusInternalServerError)
	s.vllm.Kill()
	now := s.becomes(
		b,
		"the delivery to fail",
		all(active(v1alpha1.EngineLegacy), refuses, says(v1alpha1.ConditionRouted, v1alpha1.ReasonDeliveryFailed)),
	)
	if r := routeOf(&now.Status, v1alpha1.RouteWebhook); r.Engine != v1alpha1.EngineVLLM ||
		!strings.Contains(r.Message, "500 Internal Server Error") {
		t.Errorf("status.routes says %+v", r)
	}
	failed := l.last()
	stop()
	s.operator()
	s.until("the new operator to call", func() (bool, string) { return len(l.all()) > before+3, "nothing" })
	l.answers(http.StatusOK)
	if call := s.set(l, v1alpha1.EngineLegacy); call.IdempotencyKey != failed.IdempotencyKey || call.Message != failed.Message {
		t.Errorf("it was told\n%+v\nand then\n%+v", failed, call)
	}
	s.becomes(b, "it to be taken", tookIt)
}

// TestWebhookThatIsDown while the traffic goes there and back: only where it is now is told, once the switch is up again.
func TestWebhookThatIsDown(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.secret("switch-key", switchSecret)
	l := s.lever()
	s.operator()
	b := s.apply(s.backend(byWebhook))
	s.becomes(b, "vllm to serve", all(active(v1alpha1.EngineVLLM), tookIt, bothHealthy))
	l.answers(http.StatusNotFound)
	s.vllm.Kill()
	s.becomes(b, "the delivery to fail", all(active(v1alpha1.EngineLegacy), refuses))
	must(t, s.vllm.Revive())
	now := s.becomes(b, "vllm to serve again", all(active(v1alpha1.EngineVLLM), refuses))
	if !strings.Contains(routeOf(&now.Status, v1alpha1.RouteWebhook).Message, "404 Not Found") {
		t.Errorf("it does not say why: %+v", now.Status.Routes)
	}
	l.answers(http.StatusOK)
	s.set(l, v1alpha1.EngineVLLM)
	s.becomes(b, "it to be taken", all(active(v1alpha1.EngineVLLM), tookIt))
	for _, c := range l.all() {
		if c.taken && c.To == string(v1alpha1.EngineLegacy) {
			t.Errorf("it was set to legacy after all: %+v", c)
		}
	}
}

// TestWebhookIsLeftAlone once it is no longer declared, or the object is gone, or paused.
func TestWebhookIsLeftAlone(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*stage, *v1alpha1.CodeGenBackend){
		"not declared": func(s *stage, b *v1alpha1.CodeGenBackend) {
			s.change(b, func(spec *v1alpha1.CodeGenBackendSpec) {
				spec.Route = v1alpha1.RouteSpec{ConfigMap: &v1alpha1.ConfigMapRoute{Name: "hapa", Restart: &v1alpha1.RestartSpec{Deployment: "none"}}}
			})
		},
		"deleted": func(s *stage, b *v1alpha1.CodeGenBackend) { must(s.T, s.client.Delete(s.Context(), b)) },
		"paused": func(s *stage, b *v1alpha1.CodeGenBackend) {
			s.change(b, func(spec *v1alpha1.CodeGenBackendSpec) { spec.Mode = v1alpha1.ModePaused })
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			s.secret("switch-key", switchSecret)
			l := s.lever()
			l.answers(http.StatusBadGateway)
			s.operator()
			b := s.apply(s.backend(byWebhook))
			s.becomes(b, "the delivery to fail", refuses)
			end(s, b)
			s.until("nobody to call any more", func() (bool, string) {
				before := len(l.all())
				quiet := time.NewTimer(5 * time.Second) // by now attempts are some seconds apart
				defer quiet.Stop()
				<-quiet.C
				return len(l.all()) == before, fmt.Sprint(before)
			})
		})
	}
}

// TestWebhookWithoutItsSecret: nothing goes out unsigned, and the flip waits, until the Secret is there.
func TestWebhookWithoutItsSecret(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	l := s.lever()
	s.operator()
	b := s.apply(s.backend(byWebhook))
	now := s.becomes(b, "the Secret to be missed", says(v1alpha1.ConditionRouted, v1alpha1.ReasonDeliveryFailed))
	if now.Status.Active != "" || !strings.Contains(statusText(now), "Secret switch-key does not exist: create it with the key token") {
		t.Errorf("it does not say what to do: %s", statusText(now))
	}
	if calls := l.all(); len(calls) > 0 {
		t.Errorf("it was called all the same: %+v", calls)
	}
	s.secret("switch-key", switchSecret)
	s.becomes(b, "vllm to serve", all(active(v1alpha1.EngineVLLM), tookIt))
	if !l.last().signed {
		t.Errorf("it is not signed: %+v", l.last())
	}
}

// TestWebhookIsGuarded: what engines may not reach, webhooks may not.
func TestWebhookIsGuarded(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	l := s.lever()
	s.net.Place("169.254.169.254:80", s.legacy.Addr())
	s.operator()
	b := s.apply(s.backend(func(spec *v1alpha1.CodeGenBackendSpec) {
		spec.Route = v1alpha1.RouteSpec{Webhook: &v1alpha1.WebhookRoute{URL: "http://169.254.169.254/latest", TimeoutSeconds: 1}}
	}))
	now := s.becomes(b, "the address to be refused", refuses)
	if !strings.Contains(routeOf(&now.Status, v1alpha1.RouteWebhook).Message, "169.254.169.254:80 must not be connected to") ||
		len(l.all()) > 0 {
		t.Errorf("it says %+v", now.Status.Routes)
	}
}
