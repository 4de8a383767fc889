// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"fmt"
	"strings"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// each calls a function for each canary on each way.
func each(b *v1alpha1.CodeGenBackend, do func(name string, through v1alpha1.CanaryPath)) {
	for i := range b.Spec.Canaries {
		for _, through := range b.Spec.Canaries[i].Through {
			do(b.Spec.Canaries[i].Name, through)
		}
	}
}

// awaited are the canaries that can run, and have not since.
func awaited(before, now *v1alpha1.CodeGenBackend) []string {
	var pending []string
	each(now, func(name string, through v1alpha1.CanaryPath) {
		run := runOf(now, name, through)
		if hindrance(now, through) == "" && (run == nil || !fresh(before, run)) {
			pending = append(pending, fmt.Sprintf("%s through %s", name, through))
		}
	})
	return pending
}

// hindered are the canaries that cannot run, each with the reason.
func hindered(b *v1alpha1.CodeGenBackend) []string {
	var idle []string
	each(b, func(name string, through v1alpha1.CanaryPath) {
		if why := hindrance(b, through); why != "" {
			idle = append(idle, fmt.Sprintf("%s through %s did not run: %s", name, through, why))
		}
	})
	return idle
}

// hindrance is why no canary runs on a way; empty: they do.
func hindrance(b *v1alpha1.CodeGenBackend, through v1alpha1.CanaryPath) string {
	engine := v1alpha1.EngineName(through)
	if through == v1alpha1.ThroughRoute {
		engine = b.Status.Active
		switch route := &b.Spec.Route; {
		case engine == "":
			return "no engine is active yet"
		case route.Service == nil && route.ClientURL == "":
			return "neither spec.route.service nor spec.route.clientURL says where clients go"
		case b.Status.Failback != nil && b.Status.Failback.VLLMPercent > 0:
			return "a gradual failback is under way, in which the route leads to either engine"
		}
	}
	for _, e := range b.Status.Engines {
		if e.Name == engine && e.Health == v1alpha1.HealthUnhealthy && !strings.HasPrefix(e.Message, "canary ") { // one that fails runs on
			return fmt.Sprintf("%s is Unhealthy (%s)", e.Name, e.Reason)
		}
	}
	return ""
}

func runOf(b *v1alpha1.CodeGenBackend, name string, through v1alpha1.CanaryPath) *v1alpha1.CanaryStatus {
	for i := range b.Status.Canaries {
		if c := &b.Status.Canaries[i]; c.Name == name && c.Through == through {
			return c
		}
	}
	return nil
}

// fresh tells whether a run ended after what was known before.
func fresh(before *v1alpha1.CodeGenBackend, run *v1alpha1.CanaryStatus) bool {
	if run.LastRunTime.IsZero() {
		return false
	}
	known := runOf(before, run.Name, run.Through)
	return known == nil || run.LastRunTime.After(known.LastRunTime.Time)
}
