// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"testing"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// gatewayInSteps has the traffic come back in steps of some seconds, through a gateway alone.
func gatewayInSteps(seconds int32) func(*v1alpha1.CodeGenBackendSpec) {
	return func(spec *v1alpha1.CodeGenBackendSpec) {
		byGateway(spec)
		spec.Failover.Failback = &v1alpha1.FailbackSpec{Steps: []int32{10, 50, 100}, StepSeconds: seconds}
	}
}

// failedOverByGateway is a stage whose gateway sends everything to legacy, and whose vllm is back.
func failedOverByGateway(t *testing.T, seconds int32) (*stage, *v1alpha1.CodeGenBackend) {
	t.Helper()
	must(t, deploying())
	s := newStage(t)
	s.operator(withImage)
	b := s.apply(s.backend(gatewayInSteps(seconds)))
	s.becomes(b, "the gateway to serve", all(active(v1alpha1.EngineVLLM), bothHealthy, everyRouteIs(v1alpha1.EngineVLLM, 1)))
	s.vllm.Kill()
	s.becomes(b, "legacy to serve", all(active(v1alpha1.EngineLegacy), has(0)))
	must(t, s.vllm.Revive())
	return s, b
}

// TestGatewayFailbackInSteps: what the gateway splits by, status.failback.vllmPercent, goes to 10, to 50, and then vllm is active.
func TestGatewayFailbackInSteps(t *testing.T) {
	t.Parallel()
	s, b := failedOverByGateway(t, 2)
	written := s.watchStatus(b)
	now := s.becomes(b, "vllm to serve", all(active(v1alpha1.EngineVLLM), everyRouteIs(v1alpha1.EngineVLLM, 1)))
	s.stepped(written, 10, 50)
	if now.Status.Failback != nil || *now.Status.Routes[0].VLLMPercent != 100 {
		t.Errorf("afterwards: %+v, %+v", now.Status.Failback, now.Status.Routes[0])
	}
}

// TestGatewayFailbackIsAborted: vllm dies with its first share, and legacy has all of the traffic again.
func TestGatewayFailbackIsAborted(t *testing.T) {
	t.Parallel()
	s, b := failedOverByGateway(t, 600)
	s.becomes(b, "the first share", has(10))
	s.vllm.Kill()
	now := s.becomes(b, "the failback to be given up", all(has(0), aborted))
	if now.Status.Active != v1alpha1.EngineLegacy || len(now.Status.Flips) != 1 {
		t.Errorf("it flipped as well: %s", statusText(now))
	}
}
