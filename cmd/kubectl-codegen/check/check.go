// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package check

import (
	"context"
	"fmt"
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/types"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/status"
	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/health"
	"github.com/codegen-dev/codegen-operator/internal/manifest"
	"github.com/codegen-dev/codegen-operator/internal/prober"
)

// Engines are those of every backend.
var Engines = []decide.Engine{decide.VLLM, decide.Legacy}

// Backend looks at both engines of a backend, side by side, until everything was seen or ctx ends, and returns the object with what was
// measured in its status. The error is one of the manifest, or of what is missing beside it.
func Backend(ctx context.Context, set *manifest.Set, b *v1alpha1.CodeGenBackend, o Options) (*v1alpha1.CodeGenBackend, error) {
	tasks := map[decide.Engine]*task{}
	for _, e := range Engines {
		t, err := prepare(set, b, e, o)
		if err != nil {
			return nil, err
		}
		tasks[e] = t
	}
	seen, err := lookAt(ctx, types.NamespacedName{Namespace: b.Namespace, Name: b.Name}, tasks, o)
	if err != nil {
		return nil, err
	}
	checked := b.DeepCopy()
	checked.Status = status.Measured(b, seen, time.Now())
	return checked, nil
}

func lookAt(ctx context.Context, key types.NamespacedName, tasks map[decide.Engine]*task, o Options) (prober.Observation, error) {
	progress := &narrator{to: o.Progress, said: map[string]string{}}
	var looks sync.WaitGroup
	var vllm, legacy prober.EngineObservation
	var first, second error
	looks.Go(func() { vllm, first = tasks[decide.VLLM].look(ctx, key, progress) })
	looks.Go(func() { legacy, second = tasks[decide.Legacy].look(ctx, key, progress) })
	looks.Wait()
	if first == nil {
		first = second
	}
	return prober.Observation{VLLM: vllm, Legacy: legacy}, first
}

// look senses one engine until enough was seen of it.
func (t *task) look(ctx context.Context, key types.NamespacedName, o prober.Observer) (prober.EngineObservation, error) {
	woken := make(chan struct{}, 1)
	manager := prober.New(t.network, func(prober.Key) {
		select {
		case woken <- struct{}{}:
		default: // somebody has not looked yet, and will see this as well
		}
	}, o)
	defer manager.Close()
	plan := prober.Config{Legacy: t.plan}
	if t.engine == decide.VLLM {
		plan = prober.Config{VLLM: t.plan}
	}
	if err := manager.Ensure(key, plan); err != nil { //nolint:contextcheck // what a manager does ends with Close
		return prober.EngineObservation{}, fmt.Errorf("checking %s: %w", key.Name, err)
	}
	for {
		seen := manager.Observe(key).Of(t.engine)
		if enough(seen) {
			return firstRuns(seen), nil
		}
		select {
		case <-woken:
		case <-ctx.Done():
			return firstRuns(manager.Observe(key).Of(t.engine)), nil
		}
	}
}

// enough: an unhealthy engine gets no canaries; a healthy one has run each once.
func enough(seen prober.EngineObservation) bool {
	if seen.Health != health.Healthy {
		return seen.Health == health.Unhealthy
	}
	for _, c := range seen.Canaries {
		if len(c.Runs) == 0 {
			return false
		}
	}
	return true
}

// firstRuns leaves out the later runs of canaries that were done before the rest.
func firstRuns(seen prober.EngineObservation) prober.EngineObservation {
	canaries := make([]prober.CanaryObservation, 0, len(seen.Canaries))
	for _, c := range seen.Canaries {
		c.Runs = c.Runs[max(len(c.Runs)-1, 0):]
		canaries = append(canaries, c)
	}
	seen.Canaries = canaries
	return seen
}
