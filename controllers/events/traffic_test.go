// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package events_test

import (
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/route/state"
	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/health"
	"github.com/codegen-dev/codegen-operator/test/scene"
)

// byHTTPRoute is the outcome where an HTTPRoute, which can split, is the one route.
func byHTTPRoute() state.Summary {
	return state.Summarize([]state.Route{{Kind: v1alpha1.RouteHTTPRoute, Name: "hapa", Ready: true, Reason: v1alpha1.ReasonRoutesReady}})
}

// TestEventsOfAFailback: each step has an event, and so has the end.
func TestEventsOfAFailback(t *testing.T) {
	s := scene.New().BothHealthy().See(decide.VLLM, health.Unhealthy, v1alpha1.EngineTimeout)
	s.Routes = byHTTPRoute()
	s.Backend.Spec.Failover.Failback = &v1alpha1.FailbackSpec{Steps: []int32{10, 50, 100}, StepSeconds: 60}
	s.Reconcile().See(decide.VLLM, health.Healthy, reason.Serving).Reconcile()
	dead := func() { s.See(decide.VLLM, health.Unhealthy, v1alpha1.EngineTimeout) }
	for _, step := range []struct {
		play  func()
		want  string
		share int32
	}{
		{func() { s.Pass(time.Hour) }, "Normal FailbackStep", 50},
		{func() { s.Pass(time.Second) }, "", 50},
		{dead, "Warning FailbackAborted, Warning Timeout", 0},
		{func() { s.BothHealthy() }, "Normal Serving", 0},
		{func() { s.Pass(time.Hour) }, "Normal FailbackStep", 10},
		{func() { s.Pass(time.Minute) }, "Normal FailbackStep", 50},
		{func() { s.Pass(time.Minute) }, "Normal PreferredHealthy", 0},
	} {
		before := s.Backend.Status.DeepCopy()
		step.play()
		s.Reconcile()
		if got := between(s, before); got != step.want || s.Backend.Status.FailbackOrZero().VLLMPercent != step.share {
			t.Errorf("got %q at %d %%, want %q at %d %%", got, s.Backend.Status.FailbackOrZero().VLLMPercent, step.want, step.share)
		}
	}
}

// TestEventsOfAPin: its expiry has one event.
func TestEventsOfAPin(t *testing.T) {
	s := scene.New().BothHealthy()
	s.Backend.Spec.Failover.Pin = &v1alpha1.Pin{Engine: v1alpha1.EngineLegacy, Until: metav1.NewTime(s.Now.Add(time.Hour)), Reason: "upgrade"}
	for _, step := range []struct {
		passes time.Duration
		want   string
		pin    v1alpha1.PinState
	}{
		{0, "Normal Selected", v1alpha1.PinInForce},
		{time.Minute, "", v1alpha1.PinInForce},
		{time.Hour, "Normal PreferredHealthy, Normal PinExpired", v1alpha1.PinExpired},
		{time.Hour, "", v1alpha1.PinExpired},
	} {
		before := s.Backend.Status.DeepCopy()
		s.Pass(step.passes).Reconcile()
		if got := between(s, before); got != step.want || s.Backend.Status.Pin != step.pin {
			t.Errorf("got %q, pin %s; want %q, %s", got, s.Backend.Status.Pin, step.want, step.pin)
		}
	}
}
