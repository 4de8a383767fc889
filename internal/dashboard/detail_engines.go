// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package dashboard

import (
	"fmt"
	"strings"
	"time"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/page"
)

// Engine is an engine, as declared and as observed.
type Engine struct {
	Name         v1alpha1.EngineName   `json:"name"`
	Protocol     v1alpha1.Protocol     `json:"protocol"`
	Address      string                `json:"address"`
	Health       v1alpha1.Health       `json:"health,omitempty"`
	Reason       string                `json:"reason,omitempty"`
	Message      string                `json:"message,omitempty"`
	Streak       int64                 `json:"streak,omitempty"`
	Checked      *time.Time            `json:"checked,omitempty"`
	KeyCheck     v1alpha1.KeyCheck     `json:"keyCheck,omitempty"`
	Continuation v1alpha1.Continuation `json:"continuation,omitempty"`
	Models       []Model               `json:"models"`
	Advice
}

// Model is a declared model.
type Model struct {
	Name  string              `json:"name"`
	State v1alpha1.ModelState `json:"state"`
}

func enginesOf(b *v1alpha1.CodeGenBackend) []Engine {
	return []Engine{
		engineOf(b, v1alpha1.EngineVLLM, &b.Spec.VLLM, v1alpha1.ConditionVLLMHealthy),
		engineOf(b, v1alpha1.EngineLegacy, &b.Spec.Legacy, v1alpha1.ConditionLegacyHealthy),
	}
}

func engineOf(b *v1alpha1.CodeGenBackend, name v1alpha1.EngineName, spec *v1alpha1.EngineSpec, condition string) Engine {
	e := Engine{Name: name, Protocol: spec.Protocol, Address: addressOf(spec), Models: []Model{}}
	for i := range b.Status.Engines {
		if seen := &b.Status.Engines[i]; seen.Name == name {
			e.Health, e.Reason, e.Message, e.Streak = seen.Health, seen.Reason, page.Sanitize(seen.Message), seen.Streak
			e.Checked, e.KeyCheck, e.Advice = when(seen.LastCheckTime), seen.KeyCheck, adviceFor(condition, seen.Reason)
			e.Continuation = seen.Continuation
			for _, m := range seen.Models {
				e.Models = append(e.Models, Model{Name: page.Sanitize(m.Name), State: m.State})
			}
		}
	}
	return e
}

// addressOf returns the declared address of an engine in its shortest form.
func addressOf(spec *v1alpha1.EngineSpec) string {
	if s := spec.ServiceRef; s != nil {
		return fmt.Sprintf("service/%s:%d", s.Name, s.Port)
	}
	return strings.TrimPrefix(page.Sanitize(spec.URL), "http://")
}

// Route is a declared route.
type Route struct {
	Kind    v1alpha1.RouteKind  `json:"kind"`
	Name    string              `json:"name"`
	Engine  v1alpha1.EngineName `json:"engine,omitempty"`
	Percent *int32              `json:"percent,omitempty"` // the share of vllm
	State   v1alpha1.RouteState `json:"state,omitempty"`
	Reason  string              `json:"reason,omitempty"`
	Message string              `json:"message,omitempty"`
}

func routesOf(b *v1alpha1.CodeGenBackend) []Route {
	all := []Route{}
	for i := range b.Status.Routes {
		r := &b.Status.Routes[i]
		all = append(all, Route{
			Kind: r.Kind, Name: page.Sanitize(r.Name), Engine: r.Engine, Percent: r.VLLMPercent, State: r.State, Reason: r.Reason, Message: page.Sanitize(r.Message),
		})
	}
	return all
}
