// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"time"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/prober"
)

// EnginePlan is what the spec says to watch of one engine, but for the key. It is for those who check a manifest without an operator, and want
// to look as it would.
func EnginePlan(backend *v1alpha1.CodeGenBackend, e decide.Engine) *prober.EngineConfig {
	return planOf(backend, e)
}

// Measured is what a status says of the engines and canaries of a backend that was seen so, and of nothing else. It is for the same.
func Measured(backend *v1alpha1.CodeGenBackend, seen prober.Observation, now time.Time) v1alpha1.CodeGenBackendStatus {
	a := account{now: now, seen: seen}
	return v1alpha1.CodeGenBackendStatus{Engines: enginesAfter(backend, a, false), Canaries: canariesAfter(backend, a)}
}

// GiveKey gives a plan the key as Secrets hold it, on every way to the engine.
func GiveKey(plan *prober.EngineConfig, value []byte) { giveKey(plan, keyOf(value)) }
