// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"errors"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/route"
	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/health"
)

// two is the outcome of an HTTPRoute that carries, beside a webhook in some state.
func two(webhook route.State) route.Outcome {
	webhook.Kind, webhook.Name = v1alpha1.RouteWebhook, "http://switch"
	return route.Sum([]route.State{
		{Kind: v1alpha1.RouteHTTPRoute, Name: "hapa", Ready: true, Reason: v1alpha1.ReasonRoutesReady, Message: "it carries"}, webhook,
	})
}

var (
	taken   = route.State{Ready: true, Reason: v1alpha1.ReasonRoutesReady, Message: "it was told"}
	refuses = route.State{Reason: v1alpha1.ReasonDeliveryFailed, Message: "it answered 503"}
)

// TestAFailbackIsGivenUpAtOnce: vllm loses its share with the next look, whatever becomes of the other routes, and the cooldown begins.
func TestAFailbackIsGivenUpAtOnce(t *testing.T) {
	s := newScene().bothHealthy().see(decide.VLLM, health.Unhealthy, v1alpha1.EngineTimeout)
	s.backend.Spec.Failover = v1alpha1.FailoverSpec{
		CooldownSeconds: new(int32(30)), MaxCooldownSeconds: new(int32(600)), Failback: &v1alpha1.FailbackSpec{Steps: []int32{10, 100}, StepSeconds: 60},
	}
	s.routed = two(taken)
	s.reconcile().bothHealthy().reconcile()
	if share := failbackOrNone(&s.backend.Status).VLLMPercent; share != 10 {
		t.Fatalf("vllm has %d %%, want 10 %%", share)
	}
	s.routed = two(refuses)
	s.pass(time.Second).see(decide.VLLM, health.Unhealthy, v1alpha1.EngineTimeout).reconcile()
	now := failbackOrNone(&s.backend.Status)
	if now.VLLMPercent != 0 || !now.AbortedTime.Time.Equal(s.now) || s.backend.Status.CooldownSeconds != 30 {
		t.Errorf("given up: %+v, cooldown %d s", now, s.backend.Status.CooldownSeconds)
	}
	s.pass(time.Second).bothHealthy().reconcile()
	if share := failbackOrNone(&s.backend.Status).VLLMPercent; share != 0 {
		t.Errorf("vllm has %d %% within the cooldown", share)
	}
}

// TestReadyLooksAtClients: a route that cannot be told leaves its clients where they are; they count only where that engine is not healthy.
func TestReadyLooksAtClients(t *testing.T) {
	s := newScene().bothHealthy().see(decide.VLLM, health.Unhealthy, v1alpha1.EngineTimeout)
	s.routed = two(taken)
	s.reconcile()
	s.routed = two(refuses)
	s.pass(time.Hour).bothHealthy().reconcile().pass(time.Second).reconcile()
	got := [3]string{string(s.backend.Status.Active), s.reason(v1alpha1.ConditionReady), s.reason(v1alpha1.ConditionRouted)}
	if want := [3]string{"vllm", "True Serving", "False DeliveryFailed"}; got != want {
		t.Errorf("with clients on a healthy legacy: %q, want %q", got, want)
	}
	s.pass(time.Second).see(decide.Legacy, health.Unhealthy, v1alpha1.EngineTimeout).reconcile()
	if got := s.reason(v1alpha1.ConditionReady); got != "False RouteFailed" {
		t.Errorf("with clients on a dead legacy: %s", got)
	}
}

// TestLitterIsNoFailedMove: that an old object cannot be removed is told, and takes nothing back.
func TestLitterIsNoFailedMove(t *testing.T) {
	s := newScene().bothHealthy().reconcile()
	s.routed = route.Litter(s.routed, errors.New("no deletions on Fridays"))
	s.pass(time.Second).see(decide.VLLM, health.Unhealthy, v1alpha1.EngineTimeout).reconcile()
	got := [3]string{string(s.backend.Status.Active), s.reason(v1alpha1.ConditionReady), s.reason(v1alpha1.ConditionRouted)}
	if want := [3]string{"legacy", "True ServingFromLegacy", "False ApplyFailed"}; got != want || len(s.backend.Status.Flips) != 1 {
		t.Errorf("got %q and %d flips, want %q and one", got, len(s.backend.Status.Flips), want)
	}
}

// TestPausedCarriesNothingNew: what is declared while nothing is carried out is not said to be carried.
func TestPausedCarriesNothingNew(t *testing.T) {
	s := newScene().bothHealthy().reconcile()
	s.backend.Spec.Mode = v1alpha1.ModePaused
	s.backend.Generation++
	s.routed = route.NotActing("mode is Paused", true)
	s.pass(time.Second).reconcile()
	if got := s.reason(v1alpha1.ConditionRouted); got != "True RoutesReady" {
		t.Errorf("paused: %s", got)
	}
	s.backend.Generation++
	s.routed = route.NotActing("mode is Paused", false)
	s.pass(time.Second).reconcile()
	got := [2]string{s.reason(v1alpha1.ConditionRouted), s.reason(v1alpha1.ConditionReconciling)}
	if want := [2]string{"Unknown NotActing", "Unknown NotActing"}; got != want {
		t.Errorf("renamed while paused: %q, want %q", got, want)
	}
}
