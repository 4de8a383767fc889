// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/route"
	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/health"
)

// byHTTPRoute is the outcome where an HTTPRoute, which can split, is the one route.
func byHTTPRoute() route.Outcome {
	return route.Sum([]route.State{{Kind: v1alpha1.RouteHTTPRoute, Name: "hapa", Ready: true, Reason: v1alpha1.ReasonRoutesReady}})
}

// TestNewsOfAFailback: each step is told, and that it was given up.
func TestNewsOfAFailback(t *testing.T) {
	s := newScene().bothHealthy().see(decide.VLLM, health.Unhealthy, v1alpha1.EngineTimeout)
	s.routed = byHTTPRoute()
	s.backend.Spec.Failover.Failback = &v1alpha1.FailbackSpec{Steps: []int32{10, 50, 100}, StepSeconds: 60}
	s.reconcile().see(decide.VLLM, health.Healthy, health.Serving).reconcile()
	dead := func() { s.see(decide.VLLM, health.Unhealthy, v1alpha1.EngineTimeout) }
	for _, step := range []struct {
		play  func()
		want  string
		share int32
	}{
		{func() { s.pass(time.Hour) }, "Normal FailbackStep", 50},
		{func() { s.pass(time.Second) }, "", 50},
		{dead, "Warning FailbackAborted, Warning Timeout", 0},
		{func() { s.bothHealthy() }, "Normal Serving", 0},
		{func() { s.pass(time.Hour) }, "Normal FailbackStep", 10},
		{func() { s.pass(time.Minute) }, "Normal FailbackStep", 50},
		{func() { s.pass(time.Minute) }, "Normal PreferredHealthy", 0},
	} {
		before := s.backend.Status.DeepCopy()
		step.play()
		s.reconcile()
		if got := s.told(before); got != step.want || failbackOrNone(&s.backend.Status).VLLMPercent != step.share {
			t.Errorf("got %q at %d %%, want %q at %d %%", got, failbackOrNone(&s.backend.Status).VLLMPercent, step.want, step.share)
		}
	}
}

// TestNewsOfAPin: that it has run out is told once.
func TestNewsOfAPin(t *testing.T) {
	s := newScene().bothHealthy()
	s.backend.Spec.Failover.Pin = &v1alpha1.Pin{Engine: v1alpha1.EngineLegacy, Until: metav1.NewTime(s.now.Add(time.Hour)), Reason: "upgrade"}
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
		before := s.backend.Status.DeepCopy()
		s.pass(step.passes).reconcile()
		if got := s.told(before); got != step.want || s.backend.Status.Pin != step.pin {
			t.Errorf("got %q, pin %s; want %q, %s", got, s.backend.Status.Pin, step.want, step.pin)
		}
	}
}
