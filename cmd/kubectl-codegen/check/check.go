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

// Engines are the two engines of every backend.
var Engines = []decide.Engine{decide.VLLM, decide.Legacy}

// Backend checks both engines of a backend at the same time, until everything was measured or ctx ends, and returns the
// object with the measurements in its status. An error is about the manifest, or something that it needs and lacks.
func Backend(ctx context.Context, set *manifest.Set, b *v1alpha1.CodeGenBackend, o Options) (*v1alpha1.CodeGenBackend, error) {
	tasks := map[decide.Engine]*task{}
	for _, e := range Engines {
		t, err := prepare(set, b, e, o)
		if err != nil {
			return nil, err
		}
		tasks[e] = t
	}
	observed, err := observe(ctx, types.NamespacedName{Namespace: b.Namespace, Name: b.Name}, tasks, o)
	if err != nil {
		return nil, err
	}
	checked := b.DeepCopy()
	checked.Status = status.Measured(b, observed, time.Now())
	return checked, nil
}

func observe(ctx context.Context, key types.NamespacedName, tasks map[decide.Engine]*task, o Options) (prober.Observation, error) {
	progress := &progress{to: o.Progress, printed: map[string]string{}}
	var group sync.WaitGroup
	var vllm, legacy prober.EngineObservation
	var first, second error
	group.Go(func() { vllm, first = tasks[decide.VLLM].run(ctx, key, progress) })
	group.Go(func() { legacy, second = tasks[decide.Legacy].run(ctx, key, progress) })
	group.Wait()
	if first == nil {
		first = second
	}
	return prober.Observation{VLLM: vllm, Legacy: legacy}, first
}

// run probes one engine until everything was measured.
func (t *task) run(ctx context.Context, key types.NamespacedName, o prober.Observer) (prober.EngineObservation, error) {
	changed := make(chan struct{}, 1)
	manager := prober.New(t.network, func(prober.Key) {
		select {
		case changed <- struct{}{}:
		default: // the reader has yet to read, and will see this change as well
		}
	}, o)
	defer manager.Close()
	config := prober.Config{Legacy: t.config}
	if t.engine == decide.VLLM {
		config = prober.Config{VLLM: t.config}
	}
	if err := manager.Ensure(key, config); err != nil { //nolint:contextcheck // Close ends the workers of a manager
		return prober.EngineObservation{}, fmt.Errorf("check %s: %w", key.Name, err)
	}
	for {
		observed := manager.Observe(key).Of(t.engine)
		if complete(observed) {
			return latestRuns(observed), nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return latestRuns(manager.Observe(key).Of(t.engine)), nil
		}
	}
}

// complete reports whether everything was measured: an unhealthy engine gets no canaries, and a healthy one runs each once.
func complete(observed prober.EngineObservation) bool {
	if observed.Health != health.Healthy {
		return observed.Health == health.Unhealthy
	}
	for _, c := range observed.Canaries {
		if len(c.Runs) == 0 {
			return false
		}
	}
	return true
}

// latestRuns keeps the latest run of each canary: one that ends early runs again while others still run.
func latestRuns(observed prober.EngineObservation) prober.EngineObservation {
	canaries := make([]prober.CanaryObservation, 0, len(observed.Canaries))
	for _, c := range observed.Canaries {
		c.Runs = c.Runs[max(len(c.Runs)-1, 0):]
		canaries = append(canaries, c)
	}
	observed.Canaries = canaries
	return observed
}
