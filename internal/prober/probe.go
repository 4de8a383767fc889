// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"context"
	"slices"
	"strings"

	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// probe asks for the engine's health and for its models.
func probe(client *engine.Client, declared []string) task {
	return func(ctx context.Context) result {
		if fault := client.Health(ctx); fault != nil {
			return resultOf(fault)
		}
		models, fault := client.Models(ctx)
		if fault != nil {
			return resultOf(fault)
		}
		return compareModels(models, declared)
	}
}

// compareModels compares the listed models with the declared ones.
func compareModels(models []protocol.Model, declared []string) result {
	listed := ownModels(models, declared)
	served := slices.SortedFunc(slices.Values(models), func(a, b protocol.Model) int { return strings.Compare(a.Name, b.Name) })
	return result{
		outcome: checkModels(models, listed, declared),
		update:  func(m *memory) { m.listed, m.served = listed, served },
	}
}
