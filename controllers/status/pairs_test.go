// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package status_test

import (
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/status"
	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/health"
	"github.com/codegen-dev/codegen-operator/internal/measure"
	"github.com/codegen-dev/codegen-operator/internal/prober"
	"github.com/codegen-dev/codegen-operator/test/scene"
)

// pairedScene is a scene with a canary straight to both engines and through the route.
func pairedScene() *scene.Scene {
	s := scene.New().BothHealthy()
	s.Backend.Spec.Canaries = []v1alpha1.CanarySpec{{Name: "c", Through: []v1alpha1.CanaryPath{
		v1alpha1.ThroughVLLM, v1alpha1.ThroughLegacy, v1alpha1.ThroughRoute,
	}}}
	return s.Reconcile() // so that vllm is active
}

// run is a run of the canary that ends now.
func run(s *scene.Scene, route bool, output measure.Output, first time.Duration) prober.CanaryObservation {
	run := passingRun(s.Now, 0)
	run.Route, run.Output, run.Numbers.FirstChunk = route, output, first
	if output == measure.Wrong {
		run.Outcome = health.Outcome{Verdict: health.Fail, Reason: v1alpha1.EngineOutputWrong, Message: "the answer is not what was expected"}
	}
	return prober.CanaryObservation{Name: "c", Route: route, Runs: []prober.Run{run}}
}

func through(s *scene.Scene, way v1alpha1.CanaryPath) v1alpha1.CanaryStatus {
	for _, c := range s.Backend.Status.Canaries {
		if c.Through == way {
			return c
		}
	}
	return v1alpha1.CanaryStatus{}
}

// TestCulprits: what fails straight as well is the engine's fault, what fails on the way alone is the route's.
func TestCulprits(t *testing.T) {
	for name, c := range map[string]struct {
		straight, route measure.Output
		want            v1alpha1.Culprit
	}{
		"both well":    {measure.Matched, measure.Matched, ""},
		"route fails":  {measure.Matched, measure.Wrong, v1alpha1.CulpritRoute},
		"both fail":    {measure.Wrong, measure.Wrong, v1alpha1.CulpritEngine},
		"engine fails": {measure.Wrong, measure.Matched, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := pairedScene()
			s.Observed.VLLM.Canaries = []prober.CanaryObservation{
				run(s, false, c.straight, 200*time.Millisecond),
				run(s, true, c.route, 950*time.Millisecond),
			}
			s.Reconcile()
			got := through(s, v1alpha1.ThroughRoute)
			if got.Culprit != c.want || got.AddedFirstChunkMilliseconds == nil || *got.AddedFirstChunkMilliseconds != 750 {
				t.Errorf("culprit %q, added %v", got.Culprit, got.AddedFirstChunkMilliseconds)
			}
		})
	}
}

// TestAFlipForgetsTheOldEnginesRoute: a run through the route that was made on vllm says nothing of legacy.
func TestAFlipForgetsTheOldEnginesRoute(t *testing.T) {
	s := pairedScene()
	s.Observed.Legacy.Canaries = []prober.CanaryObservation{run(s, false, measure.Matched, 200*time.Millisecond)}
	s.Observed.VLLM.Canaries = []prober.CanaryObservation{
		run(s, false, measure.Wrong, 200*time.Millisecond),
		run(s, true, measure.Wrong, 250*time.Millisecond),
	}
	s.Reconcile()
	kept := s.Observed.Legacy.Canaries
	s.Pass(time.Second).See(decide.VLLM, health.Unhealthy, v1alpha1.EngineOutputWrong).See(decide.Legacy, health.Healthy, reason.Serving)
	s.Observed.Legacy.Canaries = kept
	s.Reconcile().Reconcile()
	route := through(s, v1alpha1.ThroughRoute)
	if s.Backend.Status.Active != v1alpha1.EngineLegacy || route.Culprit != "" || route.Engine != v1alpha1.EngineVLLM {
		t.Errorf("active %s, culprit %q, engine %q", s.Backend.Status.Active, route.Culprit, route.Engine)
	}
	if got := s.Reason(v1alpha1.ConditionOutputCorrect); got != "True Matched" {
		t.Errorf("OutputCorrect is %s", got)
	}
}

// TestAPutOffRunKeepsTheNumbers of the one before, and says that it was put off.
func TestAPutOffRunKeepsTheNumbers(t *testing.T) {
	s := pairedScene()
	s.Observed.VLLM.Canaries = []prober.CanaryObservation{run(s, false, measure.Matched, 200*time.Millisecond)}
	s.Reconcile().Pass(time.Minute).BothHealthy()
	off := prober.Run{Canary: "c", Ended: s.Now, Outcome: health.Outcome{Verdict: health.Inconclusive, Reason: v1alpha1.EngineSaturated}}
	s.Observed.VLLM.Canaries[0].Runs = append([]prober.Run{off}, s.Observed.VLLM.Canaries[0].Runs...)
	s.Reconcile()
	got := through(s, v1alpha1.ThroughVLLM)
	if got.Verdict != v1alpha1.VerdictInconclusive || *got.Chunks != 50 || len(got.History) != 2 ||
		s.Reason(v1alpha1.ConditionOutputCorrect) != "True Matched" {
		t.Errorf("got %+v, OutputCorrect %s", got, s.Reason(v1alpha1.ConditionOutputCorrect))
	}
}

// TestNothingToRefreshIsNotLookedAtEverySecond.
func TestNothingToRefreshIsNotLookedAtEverySecond(t *testing.T) {
	s := scene.New().BothHealthy().Reconcile().Pass(time.Hour)
	if got := status.NextRefresh(&s.Backend.Status, s.Now); got != status.RefreshPeriod {
		t.Errorf("the next look is in %v", got)
	}
	s.Now = s.Now.Add(-48 * time.Hour) // a leader whose clock was two days ahead wrote it
	if got := status.NextRefresh(&s.Backend.Status, s.Now); got != status.RefreshPeriod {
		t.Errorf("the next look is in %v", got)
	}
}
