// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"context"
	"math/rand/v2"
	"time"
)

// pacer keeps the time of one answer. It waits for points in time, not for gaps, so that
// slow writes do not add up; only time that the engine is mute is added.
type pacer struct {
	engine *shared
	due    time.Time
	jitter time.Duration
	dice   *rand.Rand
}

func newPacer(e *shared, s Script, prompt string) *pacer {
	return &pacer{
		engine: e, due: time.Now(), jitter: s.Jitter,
		dice: rand.New(rand.NewPCG(hash(prompt), 1)), //nolint:gosec // repeatable on purpose
	}
}

// after waits until the last point in time plus gap, and then while the engine is mute.
func (p *pacer) after(ctx context.Context, gap time.Duration) error {
	gap = max(gap, 0)
	if p.jitter > 0 {
		gap += time.Duration(p.dice.Int64N(int64(p.jitter)))
	}
	p.due = p.due.Add(gap)
	if err := sleepUntil(ctx, p.due); err != nil {
		return err
	}
	return p.sitOut(ctx)
}

// sitOut waits while the engine is mute, and adds that time to the due time.
func (p *pacer) sitOut(ctx context.Context) error {
	if !p.engine.state.Load().behaviour.mute {
		return nil
	}
	began := time.Now()
	err := p.engine.untilGenerating(ctx)
	p.due = p.due.Add(time.Since(began))
	return err
}

// restart counts from now, after a wait of another kind.
func (p *pacer) restart() { p.due = time.Now() }

func sleepUntil(ctx context.Context, at time.Time) error {
	left := time.Until(at)
	if left <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(left)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
