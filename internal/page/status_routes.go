// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package page

import (
	"fmt"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// routes are the declared routes, each with the engine that it carries.
func (s *sheet) routes(b *v1alpha1.CodeGenBackend) {
	rows := grid{}
	for i := range b.Status.Routes {
		r := &b.Status.Routes[i]
		rows = append(rows, []cell{
			{string(r.Kind), Plain}, {dash(Tidy(r.Name)), Plain}, {carried(r), Plain}, {dash(string(r.State)), toneOfRoute(r.State)}, {Tidy(r.Message), Plain},
		})
	}
	s.section("Routes", rows, headed("KIND", "NAME", "ENGINE", "STATE", "MESSAGE"))
}

// carried is the engine that a route carries, or how it splits.
func carried(r *v1alpha1.RouteStatus) string {
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

// flips are the latest flips, at most so many.
func (s *sheet) flips(all []v1alpha1.Flip, most int) {
	rows := grid{}
	for _, f := range all[:min(len(all), most)] {
		rows = append(rows, plain(f.Time.UTC().Format("2006-01-02 15:04:05Z"), s.age(f.Time.Time)+" ago", string(f.From)+" → "+string(f.To), f.Reason, Tidy(f.Message)))
	}
	heading := "Flips"
	if len(all) > most {
		heading = fmt.Sprintf("Flips, the last %d of %d", most, len(all))
	}
	s.section(heading, rows, headed("TIME", "AGE", "FLIP", "REASON", "MESSAGE"))
}
