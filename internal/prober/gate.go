// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"slices"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/health"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// may tells whether a check may run now, from cheap to dear.
func (w *worker) may(c *check) bool {
	if c.running {
		return false
	}
	switch c.kind {
	case KindProbe:
		return true
	case KindPulse:
		return w.probe.passing() && !w.queuesBehind(w.canary...)
	case kindKey:
		return w.probe.passing() && w.pulse.passing() && !w.queuesBehind(w.canary...)
	default:
		return w.probe.passing() && w.pulse.passing() && w.isNext(c) && !w.queuesBehind(w.pulse)
	}
}

// queuesBehind tells of a server that runs one sequence at a time, where pulses and canaries would wait for one another: a
// pulse would take our own canary for a hung engine, and a canary would measure our own pulse. The price is that an engine which
// hangs during a canary is not pulsed before that has run out of time.
func (w *worker) queuesBehind(others ...*check) bool {
	return w.plan.Endpoint.Protocol == protocol.MultiLoRA && slices.ContainsFunc(others, func(c *check) bool { return c.running })
}

// isNext tells whether it is a canary's turn. Never are two on one engine at once, and the one that has waited longest goes first,
// or one that is due again as soon as it has ended would keep the others from ever running.
func (w *worker) isNext(c *check) bool {
	for _, other := range w.canary {
		if other.running || other.due.Before(c.due) {
			return false
		}
	}
	return true
}

// renew forgets what pulses and canaries proved of an engine that has just failed its probes: whatever answers at that
// address next may be another process, and must prove itself anew. Those under way began before, and count for nothing.
func (w *worker) renew(c *check, before health.Health) {
	if c.kind != KindProbe || before == health.Unhealthy || c.streak.Health != health.Unhealthy {
		return
	}
	now := time.Now()
	if c.streak.Reason != reasonModelsMissing {
		w.memory.listed = nil // whoever does not answer lists nothing
	}
	w.pulse.forget(now)
	for _, canary := range w.canary {
		canary.forget(now)
	}
	pair(w.canary)
}
