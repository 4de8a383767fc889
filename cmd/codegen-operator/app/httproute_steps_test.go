// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"sigs.k8s.io/controller-runtime/pkg/client"
	gatewayv1 "sigs.k8s.io/gateway-api/apis/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/sim"
)

// inSteps has the traffic come back in steps of some seconds.
func inSteps(seconds int32) func(*v1alpha1.CodeGenBackendSpec) {
	return func(spec *v1alpha1.CodeGenBackendSpec) {
		byHTTPRoute(spec)
		spec.Failover.Failback = &v1alpha1.FailbackSpec{Steps: []int32{10, 50, 100}, StepSeconds: seconds}
	}
}

// has reports whether vllm has a share while legacy is active; 0: none.
func has(percent int32) func(*v1alpha1.CodeGenBackendStatus) bool {
	return func(st *v1alpha1.CodeGenBackendStatus) bool {
		return st.Active == v1alpha1.EngineLegacy && (percent == 0) == (st.Failback == nil || st.Failback.VLLMPercent == 0) &&
			(percent == 0 || st.Failback.VLLMPercent == percent) && len(st.Routes) > 0 && st.Routes[0].VLLMPercent != nil && *st.Routes[0].VLLMPercent == percent
	}
}

func aborted(st *v1alpha1.CodeGenBackendStatus) bool {
	return st.Failback != nil && !st.Failback.AbortedTime.IsZero()
}

// failedOver is a stage whose traffic has gone to legacy, and whose vllm is back.
func failedOver(t *testing.T, change ...func(*v1alpha1.CodeGenBackendSpec)) (s *stage, b *v1alpha1.CodeGenBackend, seen func() []string, stop func()) {
	t.Helper()
	s, _ = newGatewayStage(t)
	stop = s.operator()
	b = s.apply(s.backend(change...))
	s.becomes(b, "vllm to serve", all(active(v1alpha1.EngineVLLM), bothHealthy, routeIs(v1alpha1.RouteReady, v1alpha1.EngineVLLM)))
	seen = s.watchWeights("hapa")
	s.vllm.Kill()
	s.becomes(b, "legacy to serve", all(active(v1alpha1.EngineLegacy), has(0)))
	must(t, s.vllm.Revive())
	return s, b, seen, stop
}

// TestFailbackInSteps: vllm gets 10, 50 and then all of the requests.
func TestFailbackInSteps(t *testing.T) {
	t.Parallel()
	s, b, seen, _ := failedOver(t, inSteps(2))
	written := s.watchStatus(b)
	now := s.becomes(b, "vllm to serve", all(active(v1alpha1.EngineVLLM), routeIs(v1alpha1.RouteReady, v1alpha1.EngineVLLM)))
	if now.Status.Failback != nil || *now.Status.Routes[0].VLLMPercent != 100 {
		t.Errorf("afterwards: %+v, %+v", now.Status.Failback, now.Status.Routes[0])
	}
	s.stepped(written, 10, 50)
	s.until("the weights to have gone step by step", func() (bool, string) {
		return slices.Equal(seen(), []string{"100/0", "0/100", "10/90", "50/50", "100/0"}), fmt.Sprint(seen())
	})
}

// stepped waits until statuses that were written had these shares. A step may be over before a poll sees it.
func (s *stage) stepped(written func() []*v1alpha1.CodeGenBackend, shares ...int32) {
	s.Helper()
	for _, percent := range shares {
		s.until(fmt.Sprintf("a status with a share of %d", percent), func() (bool, string) {
			all := written()
			return slices.ContainsFunc(all, func(b *v1alpha1.CodeGenBackend) bool { return has(percent)(&b.Status) }), fmt.Sprint(len(all), " writes")
		})
	}
}

// TestFailbackIsAborted: vllm dies with its first share, and legacy has all of the requests again at once.
func TestFailbackIsAborted(t *testing.T) {
	t.Parallel()
	s, b, seen, _ := failedOver(t, inSteps(600))
	s.becomes(b, "the first share", has(10))
	s.vllm.Kill()
	s.becomes(b, "the failback to be given up", all(has(0), aborted))
	s.weighs("hapa", 0, 100)
	if got := seen(); !slices.Equal(got, []string{"100/0", "0/100", "10/90", "0/100"}) {
		t.Errorf("the weights went %v", got)
	}
}

// TestFailingCanaryAbortsFailback: the same at the first run of a canary that fails, before it makes vllm unhealthy.
func TestFailingCanaryAbortsFailback(t *testing.T) {
	t.Parallel()
	s, b, _, _ := failedOver(t, inSteps(600), jay(flips, func(c *v1alpha1.CanarySpec) { c.PeriodSeconds, c.FailureThreshold, c.SuccessThreshold = 3600, 3, 1 }))
	s.shows(b, "the first share", has(10))
	s.vllm.SetScript(sim.Script{Misbehave: sim.WrongOutput})
	s.requestRuns("now")
	now := s.shows(b, "the failback to be given up", has(0), aborted)
	if !bothHealthy(&now.Status) {
		t.Errorf("it took more than a doubt:\n%s", statusText(now))
	}
	s.weighs("hapa", 0, 100)
}

// TestFailbackSurvivesARestart: the operator goes while vllm has its first share. The weights stay as they are, and the
// next operator brings it to an end.
func TestFailbackSurvivesARestart(t *testing.T) {
	t.Parallel()
	s, b, _, stop := failedOver(t, inSteps(8))
	s.becomes(b, "the first share", has(10))
	stop()
	s.weighs("hapa", 10, 90)
	s.operator()
	s.shows(b, "vllm to serve", active(v1alpha1.EngineVLLM), routeIs(v1alpha1.RouteReady, v1alpha1.EngineVLLM))
	s.weighs("hapa", 100, 0)
}

// watchWeights collects the weights that an HTTPRoute has, one after the other, from now on.
func (s *stage) watchWeights(name string) func() []string {
	s.Helper()
	w, err := s.client.Watch(s.Context(), &gatewayv1.HTTPRouteList{}, client.InNamespace(s.namespace))
	must(s.T, err)
	s.Cleanup(w.Stop)
	var mu sync.Mutex
	var came []string
	go func() {
		for event := range w.ResultChan() {
			route, ok := event.Object.(*gatewayv1.HTTPRoute)
			if !ok || route.Name != name {
				continue
			}
			refs := route.Spec.Rules[0].BackendRefs
			mu.Lock()
			came = append(came, fmt.Sprintf("%d/%d", *refs[0].Weight, *refs[1].Weight))
			mu.Unlock()
		}
	}()
	return func() []string {
		mu.Lock()
		defer mu.Unlock()
		return slices.Compact(slices.Clone(came))
	}
}

// TestFailbackInStepsByAnExistingRule: the weights of the user's rule take the steps as well.
func TestFailbackInStepsByAnExistingRule(t *testing.T) {
	t.Parallel()
	s, _ := newGatewayStage(t)
	must(t, s.client.Create(t.Context(), s.shop()))
	s.operator()
	b := s.apply(s.backend(s.byExistingRule, func(spec *v1alpha1.CodeGenBackendSpec) {
		spec.Failover.Failback = &v1alpha1.FailbackSpec{Steps: []int32{10, 100}, StepSeconds: 8}
	}))
	s.becomes(b, "vllm to serve", all(active(v1alpha1.EngineVLLM), bothHealthy, routeIs(v1alpha1.RouteReady, v1alpha1.EngineVLLM)))
	s.vllm.Kill()
	s.splits(0, 100)
	must(t, s.vllm.Revive())
	s.splits(10, 90)
	s.becomes(b, "vllm to serve again", all(active(v1alpha1.EngineVLLM), routeIs(v1alpha1.RouteReady, v1alpha1.EngineVLLM)))
	s.splits(100, 0)
}
