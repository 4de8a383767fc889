// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"fmt"
	"strings"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// forEachRun calls a function for each canary on each of its paths.
func forEachRun(b *v1alpha1.CodeGenBackend, do func(name string, through v1alpha1.CanaryPath)) {
	for i := range b.Spec.Canaries {
		for _, through := range b.Spec.Canaries[i].Through {
			do(b.Spec.Canaries[i].Name, through)
		}
	}
}

// pendingRuns returns the canaries that can run and have not run since.
func pendingRuns(before, now *v1alpha1.CodeGenBackend) []string {
	var pending []string
	forEachRun(now, func(name string, through v1alpha1.CanaryPath) {
		run := runOf(now, name, through)
		if stallReason(now, through) == "" && (run == nil || !fresh(before, run)) {
			pending = append(pending, fmt.Sprintf("%s through %s", name, through))
		}
	})
	return pending
}

// stalledRuns returns the canaries that cannot run, each with the reason.
func stalledRuns(b *v1alpha1.CodeGenBackend) []string {
	var stalled []string
	forEachRun(b, func(name string, through v1alpha1.CanaryPath) {
		if why := stallReason(b, through); why != "" {
			stalled = append(stalled, fmt.Sprintf("%s through %s did not run: %s", name, through, why))
		}
	})
	return stalled
}

// stallReason says why no canary runs on a path; empty if they run.
func stallReason(b *v1alpha1.CodeGenBackend, through v1alpha1.CanaryPath) string {
	engine := v1alpha1.EngineName(through)
	if through == v1alpha1.ThroughRoute {
		engine = b.Status.Active
		switch route := &b.Spec.Route; {
		case engine == "":
			return "no engine is active yet"
		case route.Service == nil && route.ClientURL == "":
			return "neither spec.route.service nor spec.route.clientURL is set"
		case b.Status.Failback != nil && b.Status.Failback.VLLMPercent > 0:
			return "a gradual failback is in progress, and the route leads to both engines"
		}
	}
	for _, e := range b.Status.Engines {
		if e.Name == engine && e.Health == v1alpha1.HealthUnhealthy &&
			!strings.HasPrefix(e.Message, "canary ") { // a failing canary keeps running
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

// fresh reports whether a run ended after the one in the earlier status.
func fresh(before *v1alpha1.CodeGenBackend, run *v1alpha1.CanaryStatus) bool {
	if run.LastRunTime.IsZero() {
		return false
	}
	known := runOf(before, run.Name, run.Through)
	return known == nil || run.LastRunTime.After(known.LastRunTime.Time)
}
