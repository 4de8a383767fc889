// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"context"

	"github.com/codegen-dev/codegen-operator/internal/engine"
)

// probing asks for the engine's health and for its models.
func (w *worker) probing() task {
	client, declared := w.client, w.plan.Models
	return func(ctx context.Context) result {
		if fault := client.Health(ctx); fault != nil {
			return resultOf(fault)
		}
		models, fault := client.Models(ctx)
		if fault != nil {
			return resultOf(fault)
		}
		return listing(models, declared)
	}
}

// listing holds the list of models against the declared ones.
func listing(models []engine.Model, declared []string) result {
	listed := own(models, declared)
	return result{
		outcome: complete(models, listed, declared),
		note:    func(w *worker) { w.memory.listed = listed },
	}
}
