// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package decide

import "time"

// rule decides, or reports that it does not apply.
type rule func(input) (Decision, bool)

// rules in their order. Where none applies, the active engine stays.
var rules = []rule{
	paused,
	pinned,
	selectFirst,
	flipToHealthy,
	abortFailback,
	holdWithoutHealthy,
	failBack,
}

// Next decides which engine gets the traffic: the first rule that applies wins.
func Next(now time.Time, p Policy, m Memory, o Observation) Decision {
	d := firstThatApplies(input{now: now, policy: p, memory: m, observed: o})
	if p.Mode == Observe {
		return d.reportOnly(m)
	}
	return d
}

func firstThatApplies(in input) Decision {
	for _, decide := range rules {
		if d, applies := decide(in); applies {
			return d
		}
	}
	return stay(in)
}
