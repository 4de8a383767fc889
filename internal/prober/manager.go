// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"fmt"
	"sync"

	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/health"
)

// Manager runs the workers that probe the engines of many backends. Many goroutines may call its methods at a time; those that
// change one backend are called by one goroutine at a time for that backend.
type Manager struct {
	network  *engine.Network
	observer Observer
	wake     func(Key)

	mu       sync.Mutex
	backends map[Key]*backend // guarded by mu
	closed   bool             // guarded by mu
}

// backend holds the workers of one backend.
type backend struct {
	changing sync.Mutex // held while workers start and stop
	stopped  bool       // guarded by changing

	workers map[decide.Engine]*worker // guarded by the manager's mu; written under both
}

// New makes a manager that reaches engines through network; nil is the zero Network. wake is called, from any goroutine, when the
// observation of a backend has changed in a way that matters; it must not block. observer may be nil.
func New(network *engine.Network, wake func(Key), observer Observer) *Manager {
	if network == nil {
		network = &engine.Network{}
	}
	if observer == nil {
		observer = noopObserver{}
	}
	return &Manager{network: network, observer: observer, wake: wake, backends: map[Key]*backend{}}
}

// Ensure probes a backend by the config. With an unchanged config nothing happens; with a changed one, the workers keep what was
// learned of engines that stayed the same. The error names the first engine that cannot be probed; the others are probed all the
// same.
func (m *Manager) Ensure(key Key, config Config) error {
	b := m.backend(key)
	if b == nil {
		return nil // closed
	}
	return m.apply(key, b, config)
}

func (m *Manager) apply(key Key, b *backend, config Config) error {
	b.changing.Lock()
	defer b.changing.Unlock()
	if b.stopped {
		return nil // forgotten or closed meanwhile
	}
	var first error
	for _, e := range []decide.Engine{decide.VLLM, decide.Legacy} {
		if err := m.ensureWorker(key, b, e, config.of(e)); err != nil && first == nil {
			first = err
		}
	}
	return first
}

func (m *Manager) backend(key Key) *backend {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return nil
	}
	if m.backends[key] == nil {
		m.backends[key] = &backend{workers: map[decide.Engine]*worker{}}
	}
	return m.backends[key]
}

func (m *Manager) ensureWorker(key Key, b *backend, e decide.Engine, config *EngineConfig) error {
	before := m.worker(b, e)
	if before != nil && config != nil && before.config.equal(config) {
		return nil
	}
	if before != nil {
		before.stop()
		m.setWorker(b, e, nil)
	}
	if config == nil {
		return nil
	}
	after, err := startWorker(config, m.network, m.notifier(key, e), before)
	if err != nil {
		return fmt.Errorf("probe %s: %w", e, err)
	}
	m.setWorker(b, e, after)
	return nil
}

func (m *Manager) worker(b *backend, e decide.Engine) *worker {
	m.mu.Lock()
	defer m.mu.Unlock()
	return b.workers[e]
}

func (m *Manager) setWorker(b *backend, e decide.Engine, w *worker) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if w == nil {
		delete(b.workers, e)
		return
	}
	b.workers[e] = w
}

func (m *Manager) notifier(key Key, e decide.Engine) notifier {
	return notifier{
		wake:    func() { m.wake(key) },
		checked: func(kind Kind, o health.Outcome) { m.observer.Checked(key, e, kind, o) },
		ran:     func(run Run) { m.observer.Ran(key, e, run) },
	}
}

// Observe returns what is known of a backend now. Nothing is known of an engine that is not probed.
func (m *Manager) Observe(key Key) Observation {
	m.mu.Lock()
	defer m.mu.Unlock()
	b := m.backends[key]
	if b == nil {
		return Observation{VLLM: notProbed(), Legacy: notProbed()}
	}
	return Observation{VLLM: observationOf(b.workers[decide.VLLM]), Legacy: observationOf(b.workers[decide.Legacy])}
}

func observationOf(w *worker) EngineObservation {
	if w == nil {
		return notProbed()
	}
	return w.observation()
}

// Config returns the config by which a backend is probed; nil for an engine that is not.
func (m *Manager) Config(key Key) Config {
	m.mu.Lock()
	defer m.mu.Unlock()
	b := m.backends[key]
	if b == nil {
		return Config{}
	}
	return Config{VLLM: configOf(b.workers[decide.VLLM]), Legacy: configOf(b.workers[decide.Legacy])}
}

func configOf(w *worker) *EngineConfig {
	if w == nil {
		return nil
	}
	return w.config
}

// Forget stops probing a backend. When it returns, all goroutines of its workers have ended.
func (m *Manager) Forget(key Key) {
	m.mu.Lock()
	b := m.backends[key]
	delete(m.backends, key)
	m.mu.Unlock()
	if b != nil {
		b.stop()
	}
}

// Close stops all workers. When it returns, all their goroutines have ended, and none starts ever after.
func (m *Manager) Close() {
	m.mu.Lock()
	m.closed = true
	all := m.backends
	m.backends = map[Key]*backend{}
	m.mu.Unlock()
	var stopping sync.WaitGroup
	for _, b := range all {
		stopping.Go(b.stop)
	}
	stopping.Wait()
}

// stop waits for a change under way.
func (b *backend) stop() {
	b.changing.Lock()
	defer b.changing.Unlock()
	b.stopped = true
	for _, w := range b.workers {
		w.stop()
	}
}
