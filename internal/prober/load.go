// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"context"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/engine"
)

const (
	// loadFor is how long a look at an engine's counters may take, so that one that hangs leaves time for the check itself.
	loadFor = 500 * time.Millisecond
	// glanceFor is the time between two looks that tell whether the engine generates now. A busy engine makes tokens every few
	// dozen milliseconds.
	glanceFor = 250 * time.Millisecond
)

// look is what the engine says of its load; nothing where it does not tell in time.
func look(ctx context.Context, client *engine.Client) engine.Load {
	ctx, cancel := context.WithTimeout(ctx, loadFor)
	defer cancel()
	load, fault := client.Load(ctx)
	if fault != nil {
		return engine.Load{}
	}
	return load
}

// glance tells whether the engine generates now, and its load. Two looks shortly after one another tell. The look of an
// earlier check would not do: tokens that came since may all have come before the engine hung, so that a hung engine would
// pass for a busy one for a whole period, were they only those of our own last check.
func glance(ctx context.Context, client *engine.Client) (engine.Load, bool) {
	first := look(ctx, client)
	idle := first.HasQueue && first.Running == 0
	if !first.HasTokens || idle || !pause(ctx, glanceFor) {
		return first, false
	}
	second := look(ctx, client)
	if !second.HasTokens {
		return first, false
	}
	return second, moved(first, second)
}

// moved tells whether the engine generated between two looks. A counter that went back is that of a new process.
func moved(before, now engine.Load) bool {
	return before.HasTokens && now.HasTokens && now.TokensGenerated > before.TokensGenerated
}

// crowded tells whether the engine generated between two looks, and requests wait in line.
func crowded(before, now engine.Load) bool { return moved(before, now) && now.Waiting > 0 }

// pause waits; false: the context ended first.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
