// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package telemetry

import (
	"context"

	"github.com/codegen-dev/codegen-operator/internal/gateway/record"
)

// Several observers are notified of everything, one after the other.
type Several []record.Observer

// Began implements record.Observer.
func (s Several) Began(engine, model string) {
	for _, o := range s {
		o.Began(engine, model)
	}
}

// Left implements record.Observer.
func (s Several) Left(engine, model string) {
	for _, o := range s {
		o.Left(engine, model)
	}
}

// Breaker implements record.Observer.
func (s Several) Breaker(engine, state string) {
	for _, o := range s {
		o.Breaker(engine, state)
	}
}

// Finished implements record.Observer.
func (s Several) Finished(ctx context.Context, r record.Record) {
	for _, o := range s {
		o.Finished(ctx, r)
	}
}

// finished is an observer of the ends of requests alone.
type finished func(context.Context, record.Record)

// Began implements record.Observer.
func (finished) Began(_, _ string) {}

// Left implements record.Observer.
func (finished) Left(_, _ string) {}

// Breaker implements record.Observer.
func (finished) Breaker(_, _ string) {}

// Finished implements record.Observer.
func (f finished) Finished(ctx context.Context, r record.Record) { f(ctx, r) }
