// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"k8s.io/apimachinery/pkg/types"

	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/health"
)

// Key names a backend.
type Key = types.NamespacedName

// Kind of a check.
type Kind string

// The kinds of checks that make up the health of an engine.
const (
	KindProbe  Kind = "probe"
	KindPulse  Kind = "pulse"
	KindCanary Kind = "canary"
)

// Observer is notified of every check, for metrics. Its methods must return quickly; many goroutines call them at a time.
type Observer interface {
	// Checked is called after each probe, pulse and canary.
	Checked(key Key, e decide.Engine, kind Kind, o health.Outcome)
	// Ran is called after each canary that was not cut off.
	Ran(key Key, e decide.Engine, run Run)
}

type noopObserver struct{}

func (noopObserver) Checked(Key, decide.Engine, Kind, health.Outcome) {}
func (noopObserver) Ran(Key, decide.Engine, Run)                      {}

// notifier is how the worker of one engine notifies the manager's owner.
type notifier struct {
	wake    func()
	checked func(Kind, health.Outcome)
	ran     func(Run)
}
