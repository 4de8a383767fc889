// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package decide

import (
	"fmt"
	"strings"

	"github.com/codegen-dev/codegen-operator/internal/health"
)

// Observation is the health of both engines at one moment.
type Observation struct{ VLLM, Legacy health.EngineObservation }

// Of returns the observation of one engine; the zero EngineObservation for None.
func (o Observation) Of(e Engine) health.EngineObservation {
	switch e {
	case VLLM:
		return o.VLLM
	case Legacy:
		return o.Legacy
	}
	return health.EngineObservation{}
}

// describe says how an engine is: "vllm is Unhealthy (Timeout: no answer in 1s)". A healthy one needs no reason.
func (o Observation) describe(e Engine) string {
	engine := o.Of(e)
	switch engine.Health {
	case health.Healthy:
		return fmt.Sprintf("%s is Healthy", e)
	case health.Unhealthy:
		return fmt.Sprintf("%s is Unhealthy%s", e, because(engine))
	}
	return fmt.Sprintf("%s is Unknown%s", e, because(engine))
}

// describeBoth says how both engines are, beginning with one of them.
func (o Observation) describeBoth(first Engine) string {
	return fmt.Sprintf("%s and %s.", o.describe(first), o.describe(first.Other()))
}

// because gives reason and message in brackets, as far as there are any.
func because(o health.EngineObservation) string {
	var known []string
	for _, part := range []string{string(o.Reason), strings.TrimRight(o.Message, ".")} {
		if part != "" && part != string(health.Unknown) {
			known = append(known, part)
		}
	}
	if len(known) == 0 {
		return ""
	}
	return " (" + strings.Join(known, ": ") + ")"
}
