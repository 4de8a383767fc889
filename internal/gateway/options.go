// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"context"

	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/gateway/record"
	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
)

// Options are what a gateway is made of.
type Options struct {
	// Table gives the route as it is now. It is asked for each request, and may give nil while nothing is known.
	Table func() *table.Table
	// Observer is told of requests; nil: nobody is.
	Observer record.Observer
	// Network is how engines are reached; nil: the strictest guard.
	Network *engine.Network
	// Breaker says when an engine is left alone.
	Breaker Breaker
}

func (o Options) withDefaults() Options {
	if o.Observer == nil {
		o.Observer = silent{}
	}
	o.Breaker = o.Breaker.withDefaults()
	return o
}

// silent is told everything and says nothing.
type silent struct{}

func (silent) Began(_, _ string)                       {}
func (silent) Left(_, _ string)                        {}
func (silent) Breaker(_, _ string)                     {}
func (silent) Finished(context.Context, record.Record) {}
