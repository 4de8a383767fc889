// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sense

import (
	"time"

	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/engine"
)

// may tells whether a check may run now, from cheap to dear.
func (w *watch) may(c *check) bool {
	if c.running {
		return false
	}
	switch c.kind {
	case KindProbe:
		return true
	case KindPulse:
		return w.probe.passing() && !w.queuesBehindCanary()
	default:
		return w.probe.passing() && w.pulse.passing() && !w.canaryRunning()
	}
}

// queuesBehindCanary tells whether a pulse would only wait for our own canary: this server runs one sequence at a time.
func (w *watch) queuesBehindCanary() bool {
	return w.plan.Endpoint.Protocol == engine.MultiLoRA && w.canaryRunning()
}

// canaryRunning: never are two canaries on one engine at once.
func (w *watch) canaryRunning() bool {
	for _, c := range w.canary {
		if c.running {
			return true
		}
	}
	return false
}

// renew forgets what pulses and canaries proved of an engine that has just failed its probes: whatever answers at that
// address next may be another process, and must prove itself anew.
func (w *watch) renew(c *check, before decide.Health) {
	if c.kind != KindProbe || before == decide.Unhealthy || c.streak.Health != decide.Unhealthy {
		return
	}
	now := time.Now()
	w.pulse.forget(now)
	for _, canary := range w.canary {
		canary.forget(now)
	}
}
