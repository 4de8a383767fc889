// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"testing"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/cmd/codegen-operator/app"
)

// TestWebhookHosts: a webhook at a host that the operator was not given is not called, and says so; an operator that was given it calls it.
func TestWebhookHosts(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.secret("switch-key", switchSecret)
	l := s.lever()
	stop := s.operator(func(o *app.Options) { o.WebhookHosts = []string{".hooks.example"} })
	b := s.apply(s.backend(byWebhook))
	s.becomes(
		b,
		"HostForbidden",
		all(says(v1alpha1.ConditionRouted, v1alpha1.ReasonHostForbidden), says(v1alpha1.ConditionStalled, v1alpha1.ReasonHostForbidden),
			kindIs(v1alpha1.RouteWebhook, v1alpha1.RouteFailed, v1alpha1.ReasonHostForbidden), active("")),
	)
	stop()
	if calls := l.all(); len(calls) > 0 {
		t.Errorf("it was called: %+v", calls)
	}
	s.operator(func(o *app.Options) { o.WebhookHosts = []string{".hooks.example", "192.0.2.30"} })
	s.becomes(b, "the webhook to be told", all(active(v1alpha1.EngineVLLM), tookIt))
	s.set(l, v1alpha1.EngineVLLM)
}
