// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/sim"
)

// rounds are how many runs of each canary the page has to show.
const rounds = 10

// pace is how an engine streams in a round: no two are alike, and all are on target.
func pace(round int) sim.Script {
	return sim.Script{
		TimeToFirstToken: time.Duration(170+(round*53)%110) * time.Millisecond, TokenInterval: time.Duration(26+(round*7)%9) * time.Millisecond, Tokens: 62 + (round*11)%23,
	}
}

// few is a pace that comes in too few chunks.
func few(round int) sim.Script {
	script := pace(round)
	script.TokensPerEvent = 2
	return script
}

// run runs the story: both engines are healthy; an engine dies and comes back, and dies again; another one begins to send too few chunks.
func (s *stage) run(ctx context.Context) error {
	hapa, review := s.engines["192.0.2.10:8002"], s.engines["192.0.2.12:8002"]
	for _, name := range []string{"hapa", "ide", "review"} {
		if err := s.until(ctx, "vllm", name, activeIs(v1alpha1.EngineVLLM)); err != nil {
			return err
		}
	}
	for round := range rounds {
		fmt.Fprintf(os.Stderr, "screenshots: %s, round %d of %d\n", time.Now().Format(time.TimeOnly), round+1, rounds)
		for _, e := range s.engines {
			if e == review && round >= rounds-3 {
				e.SetScript(few(round))
				continue
			}
			e.SetScript(pace(round))
		}
		if err := s.runCanaries(ctx); err != nil {
			return err
		}
		if round == 3 {
			if err := s.thereAndBack(ctx, hapa); err != nil {
				return err
			}
		}
	}
	hapa.Kill()
	return s.until(ctx, "legacy", "hapa", activeIs(v1alpha1.EngineLegacy))
}

func (s *stage) thereAndBack(ctx context.Context, e *sim.Engine) error {
	e.Kill()
	if err := s.until(ctx, "legacy", "hapa", activeIs(v1alpha1.EngineLegacy)); err != nil {
		return err
	}
	if err := e.Revive(); err != nil {
		return fmt.Errorf("reviving the engine: %w", err)
	}
	return s.until(ctx, "vllm", "hapa", activeIs(v1alpha1.EngineVLLM))
}

func activeIs(name v1alpha1.EngineName) func(*v1alpha1.CodeGenBackend) bool {
	return func(b *v1alpha1.CodeGenBackend) bool { return b.Status.Active == name }
}

// runCanaries has all canaries run, and waits for them.
func (s *stage) runCanaries(ctx context.Context) error {
	asked := time.Now()
	for _, name := range []string{"hapa", "ide", "review"} {
		b := &v1alpha1.CodeGenBackend{}
		b.Namespace, b.Name = namespace, name
		patch := fmt.Sprintf(`{"metadata":{"annotations":{%q:%q}}}`, v1alpha1.AnnotationRunCanaries, asked.Format(time.RFC3339Nano))
		if err := s.client.Patch(ctx, b, client.RawPatch("application/merge-patch+json", []byte(patch))); err != nil {
			return fmt.Errorf("asking for the canaries of %s: %w", name, err)
		}
	}
	for _, name := range []string{"hapa", "ide", "review"} {
		if err := s.until(ctx, "the runs", name, func(b *v1alpha1.CodeGenBackend) bool { return ranSince(b, asked) || s.nudge(ctx, b) }); err != nil {
			return err
		}
	}
	return nil
}

// nudge changes the spec in what changes nothing, now and then: the operator writes runs that are like those before but
// once a minute, and what it has measured whenever it takes up a change.
func (s *stage) nudge(ctx context.Context, b *v1alpha1.CodeGenBackend) bool {
	if time.Since(s.nudged) > time.Second && b.Status.ObservedGeneration == b.Generation {
		s.nudged = time.Now()
		most := *b.Spec.Failover.MaxCooldownSeconds + 1
		_ = s.client.Patch(ctx, b.DeepCopy(), client.RawPatch("application/merge-patch+json", fmt.Appendf(nil, `{"spec":{"failover":{"maxCooldownSeconds":%d}}}`, most)))
	}
	return false
}

// ranSince: the status tells times by the second.
func ranSince(b *v1alpha1.CodeGenBackend, asked time.Time) bool {
	for i := range b.Status.Canaries {
		if !b.Status.Canaries[i].LastRunTime.After(asked) {
			return false
		}
	}
	return len(b.Status.Canaries) > 0
}
