// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package scene

import (
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/route/state"
	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/health"
	"github.com/codegen-dev/codegen-operator/internal/prober"
)

// See sets the health of an engine.
func (s *Scene) See(e decide.Engine, is health.Health, why reason.Reason) *Scene {
	seen := prober.EngineObservation{
		EngineObservation: health.EngineObservation{Health: is, Reason: why, Message: "as seen"},
		LastCheck:         s.Now,
		Probed:            true,
	}
	if e == decide.VLLM {
		seen.Canaries = s.Observed.VLLM.Canaries
		s.Observed.VLLM = seen
	} else {
		s.Observed.Legacy = seen
	}
	return s
}

// Well makes an engine healthy.
func (s *Scene) Well(e decide.Engine) *Scene { return s.See(e, health.Healthy, reason.Serving) }

// Sick makes an engine unhealthy.
func (s *Scene) Sick(e decide.Engine) *Scene {
	return s.See(e, health.Unhealthy, v1alpha1.EngineConnectionRefused)
}

// BothHealthy makes both engines healthy.
func (s *Scene) BothHealthy() *Scene { return s.Well(decide.VLLM).Well(decide.Legacy) }

// Serving makes both engines healthy, and vllm the active one.
func (s *Scene) Serving() *Scene { return s.BothHealthy().Reconcile().Reconcile() }

// Pass lets time pass.
func (s *Scene) Pass(d time.Duration) *Scene {
	s.Now = s.Now.Add(d)
	return s
}

// Route sets the state of the one route, a Service.
func (s *Scene) Route(route state.Route) *Scene {
	s.Routes = ByService(route)
	return s
}

// NothingSelected leaves no engine to route to.
func (s *Scene) NothingSelected() *Scene {
	s.Routes = state.NothingToRoute("no engine is active yet")
	return s
}

// Change changes the spec.
func (s *Scene) Change() *Scene {
	s.Backend.Generation++
	return s
}

// Mode changes the mode.
func (s *Scene) Mode(m v1alpha1.Mode) *Scene {
	s.Backend.Spec.Mode = m
	s.Routes = state.NotActing("mode is "+string(m)+": the routes are left as they are", true)
	return s.Change()
}

// Pinned pins an engine for an hour.
func (s *Scene) Pinned(e v1alpha1.EngineName) *Scene {
	s.Backend.Spec.Failover.Pin = &v1alpha1.Pin{Engine: e, Until: metav1.NewTime(s.Now.Add(time.Hour)), Reason: "upgrade"}
	return s.Change()
}

// InSteps declares a gradual failback.
func (s *Scene) InSteps() *Scene {
	s.Backend.Spec.Failover.Failback = &v1alpha1.FailbackSpec{Steps: []int32{10, 100}, StepSeconds: 60}
	return s
}
