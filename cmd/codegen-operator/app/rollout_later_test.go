// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"fmt"
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// reconciledAgain waits until the operator has reconciled an object once more.
func (s *stage) reconciledAgain(b *v1alpha1.CodeGenBackend) {
	s.Helper()
	s.change(b, func(spec *v1alpha1.CodeGenBackendSpec) { spec.Probe.PeriodSeconds++ })
	now := s.get(b)
	s.becomes(b, "another look", func(st *v1alpha1.CodeGenBackendStatus) bool { return st.ObservedGeneration == now.Generation })
}

// deployed waits until the newest condition Progressing of the Deployment web has a reason.
func (s *stage) deployed(reason string) {
	s.Helper()
	s.until("the Deployment to be "+reason, func() (bool, string) {
		d := s.web()
		for _, c := range d.Status.Conditions {
			if c.Type == appsv1.DeploymentProgressing && c.Reason == reason && d.Status.ObservedGeneration == d.Generation {
				return true, ""
			}
		}
		return false, fmt.Sprint(d.Status.Conditions)
	})
}

// TestRoutesAfterTheRollout is not the route's business: the Deployment is paused, rolled by somebody else, and gets stuck in that, and
// the route goes on carrying. The next flip is held up by it and says so.
func TestRoutesAfterTheRollout(t *testing.T) {
	t.Parallel()
	must(t, deploying())
	s := newStage(t)
	s.deployment(func(spec *appsv1.DeploymentSpec) { spec.ProgressDeadlineSeconds = new(int32(2)) })
	s.operator()
	b := s.apply(s.backend(rollingWeb, func(spec *v1alpha1.CodeGenBackendSpec) { spec.Probe.PeriodSeconds = 1 }))
	s.rolled(b, v1alpha1.EngineVLLM)
	s.becomes(b, "both engines", bothHealthy)
	writes := s.watchStatus(b)

	s.kubectl("rollout", "pause", "deployment/web")
	s.deployed("DeploymentPaused")
	s.reconciledAgain(b)
	s.kubectl("rollout", "resume", "deployment/web")
	ci := fmt.Sprintf(`-p={"spec": {"template": {"metadata": {"annotations": {"ci": "2"}}, "spec": {"readinessGates": [{"conditionType": %q}]}}}}`, gate)
	s.kubectl("patch", "deployment", "web", ci)
	s.reconciledAgain(b)
	s.deployed("ProgressDeadlineExceeded")
	s.reconciledAgain(b)
	for _, now := range writes() {
		if !isRouted(now) || !routeIs(v1alpha1.RouteReady, v1alpha1.EngineVLLM)(&now.Status) {
			t.Errorf("somebody else's roll was taken for ours: %s", statusText(now))
		}
	}

	s.kubectl("rollout", "pause", "deployment/web")
	s.vllm.Kill()
	now := s.becomes(b, "the flip to wait", says(v1alpha1.ConditionRouted, v1alpha1.ReasonRollOutFailed))
	if !strings.Contains(statusText(now), "is paused") || now.Status.Active != v1alpha1.EngineVLLM {
		t.Errorf("it does not say what holds it up: %s", statusText(now))
	}
	s.kubectl("rollout", "resume", "deployment/web")
	s.becomes(b, "the flip to begin", active(v1alpha1.EngineLegacy))
	s.until("the roll-out to be over", func() (bool, string) {
		s.letGo()
		now := s.get(b)
		return isRouted(now) && routeIs(v1alpha1.RouteReady, v1alpha1.EngineLegacy)(&now.Status), statusText(now)
	})
}
