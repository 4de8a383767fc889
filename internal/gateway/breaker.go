// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"errors"
	"time"

	"github.com/sony/gobreaker/v2"

	"github.com/codegen-dev/codegen-operator/internal/gateway/record"
)

// Breaker says when an engine gets no requests for a while, so that requests do not each wait for a dead engine.
type Breaker struct {
	// Failures is how many in a row open it; 0: 3.
	Failures int
	// Pause is how long it stays open before one request is let through as a trial; 0: 5 s.
	Pause time.Duration
}

func (b Breaker) withDefaults() Breaker {
	if b.Failures <= 0 {
		b.Failures = 3
	}
	if b.Pause <= 0 {
		b.Pause = 5 * time.Second
	}
	return b
}

// errNoVerdict says that an attempt says nothing about the engine's health: the client went, or the engine is busy.
var errNoVerdict = errors.New("no verdict")

type breaker = gobreaker.TwoStepCircuitBreaker[any]

func newBreaker(b Breaker, name string, o record.Observer) *breaker {
	return gobreaker.NewTwoStepCircuitBreaker[any](gobreaker.Settings{
		Name: name, MaxRequests: 1, Timeout: b.Pause,
		ReadyToTrip: func(c gobreaker.Counts) bool { return int(c.ConsecutiveFailures) >= b.Failures },
		IsExcluded:  func(err error) bool { return errors.Is(err, errNoVerdict) },
		OnStateChange: func(name string, _, to gobreaker.State) {
			o.Breaker(name, to.String())
		},
	})
}
