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

// Manager watches the engines of many backends. Its methods may be called by many goroutines at a time, those that name a
// backend by one at a time for each backend.
type Manager struct {
	network  *engine.Network
	observer Observer
	wake     func(Key)

	mu       sync.Mutex
	backends map[Key]*backend // guarded by mu
	closed   bool             // guarded by mu
}

// backend is the watches over the engines of one backend.
type backend struct {
	changing sync.Mutex // held while watches begin and end
	over     bool       // guarded by changing

	watches map[decide.Engine]*worker // guarded by the manager's mu; written under both
}

// New makes a manager that reaches engines through network; nil is the zero Network. wake is called, from any goroutine, when what is seen of
// a backend has changed in a way that matters; it must not block. observer may be nil.
func New(network *engine.Network, wake func(Key), observer Observer) *Manager {
	if network == nil {
		network = &engine.Network{}
	}
	if observer == nil {
		observer = blind{}
	}
	return &Manager{network: network, observer: observer, wake: wake, backends: map[Key]*backend{}}
}

// Ensure watches a backend by the plan. Where the plan is the one in force, nothing happens; where it changed, what was learned
// of engines that stayed the same is carried on, and the rest starts anew. The error names an engine that cannot be
// watched; the others are watched all the same.
func (s *Manager) Ensure(key Key, plan Config) error {
	b := s.backend(key)
	if b == nil {
		return nil // closed
	}
	return s.change(key, b, plan)
}

func (s *Manager) change(key Key, b *backend, plan Config) error {
	b.changing.Lock()
	defer b.changing.Unlock()
	if b.over {
		return nil // forgotten or closed meanwhile
	}
	var first error
	for _, e := range []decide.Engine{decide.VLLM, decide.Legacy} {
		if err := s.ensure(key, b, e, plan.of(e)); err != nil && first == nil {
			first = err
		}
	}
	return first
}

func (s *Manager) backend(key Key) *backend {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil
	}
	if s.backends[key] == nil {
		s.backends[key] = &backend{watches: map[decide.Engine]*worker{}}
	}
	return s.backends[key]
}

func (s *Manager) ensure(key Key, b *backend, e decide.Engine, plan *EngineConfig) error {
	before := s.watchOf(b, e)
	if before != nil && plan != nil && before.plan.equal(plan) {
		return nil
	}
	if before != nil {
		before.end()
		s.put(b, e, nil)
	}
	if plan == nil {
		return nil
	}
	after, err := start(plan, s.network, s.teller(key, e), before)
	if err != nil {
		return fmt.Errorf("watch %s: %w", e, err)
	}
	s.put(b, e, after)
	return nil
}

func (s *Manager) watchOf(b *backend, e decide.Engine) *worker {
	s.mu.Lock()
	defer s.mu.Unlock()
	return b.watches[e]
}

func (s *Manager) put(b *backend, e decide.Engine, w *worker) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if w == nil {
		delete(b.watches, e)
		return
	}
	b.watches[e] = w
}

func (s *Manager) teller(key Key, e decide.Engine) teller {
	return teller{
		wake:    func() { s.wake(key) },
		checked: func(kind Kind, o health.Outcome) { s.observer.Checked(key, e, kind, o) },
		ran:     func(run Run) { s.observer.Ran(key, e, run) },
	}
}

// Look tells what is seen of a backend now. What is not watched is not seen.
func (s *Manager) Observe(key Key) Observation {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.backends[key]
	if b == nil {
		return Observation{VLLM: unseen(), Legacy: unseen()}
	}
	return Observation{VLLM: seenBy(b.watches[decide.VLLM]), Legacy: seenBy(b.watches[decide.Legacy])}
}

func seenBy(w *worker) EngineObservation {
	if w == nil {
		return unseen()
	}
	return w.seen()
}

func unseen() EngineObservation { return EngineObservation{EngineObservation: health.Combine()} }

// Config is the plan that a backend is watched by; an engine that is not watched has none.
func (s *Manager) Config(key Key) Config {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.backends[key]
	if b == nil {
		return Config{}
	}
	return Config{VLLM: planBehind(b.watches[decide.VLLM]), Legacy: planBehind(b.watches[decide.Legacy])}
}

func planBehind(w *worker) *EngineConfig {
	if w == nil {
		return nil
	}
	return w.plan
}

// Forget stops watching a backend. When it returns, nothing of the watch is left.
func (s *Manager) Forget(key Key) {
	s.mu.Lock()
	b := s.backends[key]
	delete(s.backends, key)
	s.mu.Unlock()
	if b != nil {
		b.end()
	}
}

// Close stops all watches. When it returns, nothing of them is left, and nothing is watched ever after.
func (s *Manager) Close() {
	s.mu.Lock()
	s.closed = true
	all := s.backends
	s.backends = map[Key]*backend{}
	s.mu.Unlock()
	var ending sync.WaitGroup
	for _, b := range all {
		ending.Go(b.end)
	}
	ending.Wait()
}

// end waits for a change under way.
func (b *backend) end() {
	b.changing.Lock()
	defer b.changing.Unlock()
	b.over = true
	for _, w := range b.watches {
		w.end()
	}
}

// blind is an observer that looks away.
type blind struct{}

func (blind) Checked(Key, decide.Engine, Kind, health.Outcome) {}
func (blind) Ran(Key, decide.Engine, Run)                      {}
