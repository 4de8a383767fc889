// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package status_test

import (
	"errors"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/route/state"
	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/health"
	"github.com/codegen-dev/codegen-operator/test/scene"
)

// two is the outcome of an HTTPRoute that carries, beside a webhook in some state.
func two(webhook state.Route) state.Summary {
	webhook.Kind, webhook.Name = v1alpha1.RouteWebhook, "http://switch"
	return state.Summarize([]state.Route{
		{Kind: v1alpha1.RouteHTTPRoute, Name: "hapa", Ready: true, Reason: v1alpha1.ReasonRoutesReady, Message: "it carries"}, webhook,
	})
}

var (
	taken   = state.Route{Ready: true, Reason: v1alpha1.ReasonRoutesReady, Message: "it was told"}
	refuses = state.Route{Reason: v1alpha1.ReasonDeliveryFailed, Message: "it answered 503"}
)

// TestAFailbackIsAbortedAtOnce: vllm loses its share with the next look, whatever becomes of the other routes, and the cooldown begins.
func TestAFailbackIsAbortedAtOnce(t *testing.T) {
	s := scene.New().BothHealthy().See(decide.VLLM, health.Unhealthy, v1alpha1.EngineTimeout)
	s.Backend.Spec.Failover = v1alpha1.FailoverSpec{
		CooldownSeconds: new(int32(30)), MaxCooldownSeconds: new(int32(600)), Failback: &v1alpha1.FailbackSpec{Steps: []int32{10, 100}, StepSeconds: 60},
	}
	s.Routes = two(taken)
	s.Reconcile().BothHealthy().Reconcile()
	if share := s.Backend.Status.FailbackOrZero().VLLMPercent; share != 10 {
		t.Fatalf("vllm has %d %%, want 10 %%", share)
	}
	s.Routes = two(refuses)
	s.Pass(time.Second).See(decide.VLLM, health.Unhealthy, v1alpha1.EngineTimeout).Reconcile()
	now := s.Backend.Status.FailbackOrZero()
	if now.VLLMPercent != 0 || !now.AbortedTime.Time.Equal(s.Now) || s.Backend.Status.CooldownSeconds != 30 {
		t.Errorf("given up: %+v, cooldown %d s", now, s.Backend.Status.CooldownSeconds)
	}
	s.Pass(time.Second).BothHealthy().Reconcile()
	if share := s.Backend.Status.FailbackOrZero().VLLMPercent; share != 0 {
		t.Errorf("vllm has %d %% within the cooldown", share)
	}
}

// TestReadyLooksAtClients: a route that cannot be changed leaves its clients where they are; they count only if that engine is not healthy.
func TestReadyLooksAtClients(t *testing.T) {
	s := scene.New().BothHealthy().See(decide.VLLM, health.Unhealthy, v1alpha1.EngineTimeout)
	s.Routes = two(taken)
	s.Reconcile()
	s.Routes = two(refuses)
	s.Pass(time.Hour).BothHealthy().Reconcile().Pass(time.Second).Reconcile()
	got := [3]string{string(s.Backend.Status.Active), s.Reason(v1alpha1.ConditionReady), s.Reason(v1alpha1.ConditionRouted)}
	if want := [3]string{"vllm", "True Serving", "False DeliveryFailed"}; got != want {
		t.Errorf("with clients on a healthy legacy: %q, want %q", got, want)
	}
	s.Pass(time.Second).See(decide.Legacy, health.Unhealthy, v1alpha1.EngineTimeout).Reconcile()
	if got := s.Reason(v1alpha1.ConditionReady); got != "False RouteFailed" {
		t.Errorf("with clients on a dead legacy: %s", got)
	}
}

// TestAPruneErrorIsNoFailedMove: that an old object cannot be removed is reported, and reverts nothing.
func TestAPruneErrorIsNoFailedMove(t *testing.T) {
	s := scene.New().BothHealthy().Reconcile()
	s.Routes = s.Routes.WithPruneError(errors.New("no deletions on Fridays"))
	s.Pass(time.Second).See(decide.VLLM, health.Unhealthy, v1alpha1.EngineTimeout).Reconcile()
	got := [3]string{string(s.Backend.Status.Active), s.Reason(v1alpha1.ConditionReady), s.Reason(v1alpha1.ConditionRouted)}
	if want := [3]string{"legacy", "True ServingFromLegacy", "False ApplyFailed"}; got != want || len(s.Backend.Status.Flips) != 1 {
		t.Errorf("got %q and %d flips, want %q and one", got, len(s.Backend.Status.Flips), want)
	}
}

// TestPausedAppliesNothingNew: what is declared while nothing is applied is not reported as applied.
func TestPausedAppliesNothingNew(t *testing.T) {
	s := scene.New().BothHealthy().Reconcile()
	s.Backend.Spec.Mode = v1alpha1.ModePaused
	s.Backend.Generation++
	s.Routes = state.NotActing("mode is Paused", true)
	s.Pass(time.Second).Reconcile()
	if got := s.Reason(v1alpha1.ConditionRouted); got != "True RoutesReady" {
		t.Errorf("paused: %s", got)
	}
	s.Backend.Generation++
	s.Routes = state.NotActing("mode is Paused", false)
	s.Pass(time.Second).Reconcile()
	got := [2]string{s.Reason(v1alpha1.ConditionRouted), s.Reason(v1alpha1.ConditionReconciling)}
	if want := [2]string{"Unknown NotActing", "Unknown NotActing"}; got != want {
		t.Errorf("renamed while paused: %q, want %q", got, want)
	}
}
