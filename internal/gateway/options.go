// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"context"

	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/gateway/record"
	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
)

// Options configure a gateway.
type Options struct {
	// Table gives the routing table as it is now. It is called for each request, and may give nil while nothing is known.
	Table func() *table.Table
	// Observer is notified of requests; nil: none is.
	Observer record.Observer
	// Network is how engines are reached; nil: the strictest guard.
	Network *engine.Network
	// Breaker says when an engine gets no requests for a while.
	Breaker Breaker
	// MaxAnswers is how large the answers may be together that are kept in memory, in bytes: documents, and what was streamed and may have to
	// be continued at another engine. 0: DefaultMaxAnswers.
	MaxAnswers int64
}

// DefaultMaxAnswers is the default of Options.MaxAnswers, in bytes: a quarter of the memory of a Pod by default.
const DefaultMaxAnswers = 128 << 20

func (o Options) withDefaults() Options {
	if o.Observer == nil {
		o.Observer = silent{}
	}
	if o.MaxAnswers <= 0 {
		o.MaxAnswers = DefaultMaxAnswers
	}
	o.Breaker = o.Breaker.withDefaults()
	return o
}

// silent is the observer of nobody.
type silent struct{}

func (silent) Began(_, _ string)                       {}
func (silent) Left(_, _ string)                        {}
func (silent) Breaker(_, _ string)                     {}
func (silent) Finished(context.Context, record.Record) {}
