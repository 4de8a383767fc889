// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package page

import (
	"fmt"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// routes writes the declared routes, each with the engine that it points to.
func (s *builder) routes(b *v1alpha1.CodeGenBackend) {
	rows := grid{}
	for i := range b.Status.Routes {
		r := &b.Status.Routes[i]
		rows = append(rows, []cell{
			{string(r.Kind), Plain}, {dash(Sanitize(r.Name)), Plain}, {routeEngine(r), Plain},
			{dash(string(r.State)), toneOfRoute(r.State)}, {Sanitize(r.Message), Plain},
		})
	}
	s.section("Routes", rows, headings("KIND", "NAME", "ENGINE", "STATE", "MESSAGE"))
}

// routeEngine is the engine that a route points to, or how it splits the traffic.
func routeEngine(r *v1alpha1.RouteStatus) string {
	engine := dash(string(r.Engine))
	if r.VLLMPercent != nil {
		return fmt.Sprintf("%s (%d %% vllm)", engine, *r.VLLMPercent)
	}
	return engine
}

func toneOfRoute(state v1alpha1.RouteState) Tone {
	switch state {
	case v1alpha1.RouteReady:
		return Good
	case v1alpha1.RouteFailed:
		return Bad
	default:
		return Doubtful
	}
}

// flips writes the latest flips, at most that many.
func (s *builder) flips(all []v1alpha1.Flip, limit int) {
	rows := grid{}
	for _, f := range all[:min(len(all), limit)] {
		rows = append(rows, plain(f.Time.UTC().Format("2006-01-02 15:04:05Z"), s.age(f.Time.Time)+" ago",
			string(f.From)+" → "+string(f.To), f.Reason, Sanitize(f.Message)))
	}
	heading := "Flips"
	if len(all) > limit {
		heading = fmt.Sprintf("Flips, the last %d of %d", limit, len(all))
	}
	s.section(heading, rows, headings("TIME", "AGE", "FLIP", "REASON", "MESSAGE"))
}
