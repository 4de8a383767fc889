// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"context"
	"sync"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// worker probes one engine. Its loop owns all fields but those that say otherwise.
type worker struct {
	config  *EngineConfig
	network *engine.Network
	notify  notifier

	clients  clients
	resolver resolver
	checks   checks
	limits   *rateLimits
	memory   memory
	tripwire tripwire

	results chan result
	running sync.WaitGroup // checks under way
	cancel  context.CancelFunc
	done    chan struct{} // closed when the loop and all checks have ended

	mu     sync.Mutex
	latest EngineObservation // guarded by mu
}

// startWorker starts to probe an engine, with what an earlier worker learned of the same one.
func startWorker(config *EngineConfig, network *engine.Network, notify notifier, before *worker) (*worker, error) {
	w, err := newWorker(config, network, notify, before)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	w.cancel = cancel
	go w.loop(ctx)
	return w, nil
}

func newWorker(config *EngineConfig, network *engine.Network, notify notifier, before *worker) (*worker, error) {
	w := &worker{
		config: config, network: network, notify: notify,
		resolver: newResolver(config.Endpoint.URL), checks: newChecks(config, time.Now()), limits: newRateLimits(config),
		memory: memory{runs: map[runKey][]Run{}}, tripwire: newTripwire(), done: make(chan struct{}),
	}
	if w.checks.key != nil {
		w.memory.key = KeyUnknown
	}
	if err := w.connect(); err != nil {
		return nil, err
	}
	w.inherit(before)
	w.results = make(chan result, len(w.checks.all)) // each check has one run under way at most
	w.latest = w.observe()
	return w, nil
}

// stop stops the worker and waits until all its goroutines have ended.
func (w *worker) stop() {
	w.cancel()
	<-w.done
}

func (w *worker) connect() error { return w.clients.connect(w.config, w.network, w.tripwire.signal) }

func (w *worker) loop(ctx context.Context) {
	defer close(w.done)
	defer w.clients.close()
	defer w.running.Wait()
	defer w.resolver.wait()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		case r := <-w.results:
			w.record(r)
		case found := <-w.resolver.found:
			w.updateAddresses(found)
		case <-w.tripwire.broken:
			w.tripwire.trigger(w.checks.probe, time.Now())
		}
		w.startDue(ctx)
		timer.Reset(w.untilNext(time.Now()))
	}
}

// startDue starts the checks that are due.
func (w *worker) startDue(ctx context.Context) {
	now := time.Now()
	w.limits.shared = len(w.config.Canaries) > 0 || w.checks.continuation != nil && !w.checks.continuation.isSettled()
	for _, c := range w.checks.all {
		if w.checks.mayRun(c) && !c.due.After(now) && w.limits.allow(c, now) {
			w.start(ctx, c, w.taskOf(c))
		}
	}
	w.resolver.start(ctx, now, w.network)
}

// start runs one check beside the loop.
func (w *worker) start(life context.Context, c *check, do task) {
	ctx, cancel := context.WithCancel(life)
	c.running, c.cancel = true, cancel
	w.running.Go(func() {
		defer cancel()
		began := time.Now()
		r := do(ctx)
		r.check, r.cutOff, r.began, r.ended = c, ctx.Err() != nil, began, time.Now()
		w.results <- r
	})
}

// maxRest is how long to rest when nothing is due: only a result can change that.
const maxRest = time.Hour

// untilNext is the time until the next check that may run is due.
func (w *worker) untilNext(now time.Time) time.Duration {
	rest := maxRest
	if !w.resolver.running {
		rest = w.resolver.due.Sub(now)
	}
	for _, c := range w.checks.all {
		if w.checks.mayRun(c) {
			rest = min(rest, c.due.Sub(now))
		}
	}
	return max(rest, 0)
}

func (w *worker) taskOf(c *check) task {
	declared := w.config.Models
	switch c.kind {
	case KindProbe:
		return withTimeout(c.cadence.Timeout, probe(w.clients.straight, declared))
	case KindPulse:
		return pulser{
			client: w.clients.straight, model: w.memory.nextModel(declared), models: len(declared), roundRobin: w.memory.roundRobin,
			timeout: c.cadence.Timeout, terse: w.config.Endpoint.Protocol != protocol.OpenAI,
		}.pulse
	case kindKey:
		return withTimeout(c.cadence.Timeout, tryWrongKey(w.config.Endpoint, w.network, w.memory.modelOr("", declared)))
	case kindContinuation:
		return withTimeout(c.cadence.Timeout, w.continuationTask(c))
	default:
		return canaryRunner{
			Canary: c.canary, client: w.clients.of(c.canary), straight: w.clients.straight,
			model: w.memory.modelOr(c.canary.Model, declared), waiting: w.config.Limits.Waiting,
		}.runOnce
	}
}

func (w *worker) continuationTask(c *check) task {
	asking := continuer{
		client: w.clients.straight, model: w.memory.modelOr("", w.config.Models), waiting: w.config.Limits.Waiting, before: w.memory.proof,
	}
	if c.isSettled() {
		return asking.compareVersion
	}
	return asking.ask
}
