// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"time"

	"github.com/codegen-dev/codegen-operator/internal/health"
	"github.com/codegen-dev/codegen-operator/internal/measure"
)

// anything are targets without bounds.
var anything measure.Targets

// newCanary is a Report canary with a nonce.
func newCanary(name string) Canary {
	return Canary{
		Name: name, Prompt: `Write print("Jay-{{nonce}}")`, MaxTokens: 64, Temperature: "0",
		Expect:  &measure.Expectation{Contains: "Jay-{{nonce}}"},
		Cadence: Cadence{Period: time.Minute, Timeout: 15 * time.Second}, Thresholds: health.Thresholds{Failure: 2, Success: 2},
	}
}

// withFlip makes a canary count towards the engine's health.
func withFlip(c Canary) Canary {
	c.Flip = true
	return c
}
