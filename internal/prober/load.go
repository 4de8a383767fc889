// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"context"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/engine"
)

const (
	// loadTimeout is how long one read of an engine's counters may take, so that an engine that hangs leaves time for the check.
	loadTimeout = 500 * time.Millisecond
	// sampleInterval is the time between the two reads of a sample. A busy engine generates tokens every few dozen milliseconds.
	sampleInterval = 250 * time.Millisecond
)

// readLoad is the load that the engine reports; the zero Load where it does not answer in time.
func readLoad(ctx context.Context, client *engine.Client) engine.Load {
	ctx, cancel := context.WithTimeout(ctx, loadTimeout)
	defer cancel()
	load, fault := client.Load(ctx)
	if fault != nil {
		return engine.Load{}
	}
	return load
}

// sample reports the engine's load and whether it generates now, by two reads shortly after one another. The read of an earlier
// check would not do: all tokens since then may have come before the engine hung, even if they were only those of our own last
// check, and a hung engine would pass for a busy one for a whole period.
func sample(ctx context.Context, client *engine.Client) (engine.Load, bool) {
	first := readLoad(ctx, client)
	idle := first.HasQueue && first.Running == 0
	if !first.HasTokens || idle || !sleep(ctx, sampleInterval) {
		return first, false
	}
	second := readLoad(ctx, client)
	if !second.HasTokens {
		return first, false
	}
	return second, generatedBetween(first, second)
}

// generatedBetween reports whether the engine generated between two reads. A counter that went back is that of a new process.
func generatedBetween(before, after engine.Load) bool {
	return before.HasTokens && after.HasTokens && after.TokensGenerated > before.TokensGenerated
}

// servedOthers reports whether the engine generated between two reads while requests are queued.
func servedOthers(before, after engine.Load) bool {
	return generatedBetween(before, after) && after.Waiting > 0
}

// sleep waits; false: the context ended first.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
