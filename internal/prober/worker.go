// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/health"
)

// watch is the watch over one engine. Its loop owns all fields but those that say otherwise.
type worker struct {
	plan    *EngineConfig
	network *engine.Network
	tell    teller

	client  *engine.Client
	route   *engine.Client // nil: no canary goes through the route
	address address
	probe   *check
	pulse   *check
	canary  []*check
	key     *check // nil: the engine needs no key
	limits  *limiters
	all     []*check // the above, in order of importance
	memory  memory
	trip    tripwire

	results chan settled
	running sync.WaitGroup // checks under way
	stop    context.CancelFunc
	gone    chan struct{} // closed when the loop and all checks have ended

	mu     sync.Mutex
	latest EngineObservation // guarded by mu
}

// teller is how a watch speaks to the rest.
type teller struct {
	wake    func()
	checked func(Kind, health.Outcome)
	ran     func(Run)
}

// settled is a result on its way back to the loop.
type settled struct {
	check *check
	// cutOff: the run was ended before it came to anything, so that it says nothing.
	cutOff bool
	result
}

// start begins to worker. What was learned before, of the same engine, is carried on.
func start(plan *EngineConfig, network *engine.Network, tell teller, before *worker) (*worker, error) {
	w, err := laid(plan, network, tell, before)
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(context.Background())
	w.stop = stop
	go w.loop(ctx)
	return w, nil
}

// laid is a watch that has not begun yet.
func laid(plan *EngineConfig, network *engine.Network, tell teller, before *worker) (*worker, error) {
	w := &worker{plan: plan, network: network, tell: tell, gone: make(chan struct{}), trip: newTripwire()}
	if err := w.connect(); err != nil {
		return nil, err
	}
	w.lay(time.Now())
	w.carry(before)
	w.results = make(chan settled, len(w.all)) // each check has one run under way at most
	w.latest = w.look()
	return w, nil
}

// end stops the watch and waits until nothing of it is left.
func (w *worker) end() {
	w.stop()
	<-w.gone
}

// connect makes a client, in the place of the one before.
func (w *worker) connect() error {
	client, err := engine.New(w.plan.Endpoint, w.network, w.trip.pull)
	if err != nil {
		return err
	}
	if w.client != nil {
		w.client.Close()
	}
	w.client = client
	return w.connectRoute()
}

// connectRoute makes the client for the way that clients go, once: where that leads is not for the engine's address to say.
func (w *worker) connectRoute() (err error) {
	if w.plan.Route != nil && w.route == nil {
		w.route, err = engine.New(*w.plan.Route, w.network, func() {})
	}
	return err
}

func (w *worker) disconnect() {
	w.client.Close()
	if w.route != nil {
		w.route.Close()
	}
}

// lay sets the checks out in time. The first ones spread over a quarter of a period: after a restart many engines are
// watched at once, and evidence is wanted soon.
func (w *worker) lay(now time.Time) {
	p := w.plan
	soon := now.Add(time.Duration(rand.Int64N(int64(p.Probe.Period/4) + 1))) //nolint:gosec // spreading load needs no secrecy
	w.probe = &check{kind: KindProbe, cadence: p.Probe, thresholds: p.Thresholds, weighs: true, due: soon}
	w.pulse = &check{kind: KindPulse, cadence: p.Pulse, thresholds: p.Thresholds, weighs: true, due: soon}
	for _, c := range p.Canaries {
		w.canary = append(w.canary, &check{
			kind: KindCanary, canary: c, cadence: c.Cadence, thresholds: c.Thresholds, weighs: c.Flip && !c.Route, due: soon,
		})
	}
	pair(w.canary)
	w.all = append([]*check{w.probe, w.pulse}, w.canary...)
	w.layKey(soon)
	w.limits = newLimiters(p)
	w.address = newAddress(p.Endpoint.URL)
	w.memory.runs = map[runKey][]Run{}
}

func (w *worker) loop(ctx context.Context) {
	defer close(w.gone)
	defer w.disconnect()
	defer w.running.Wait()
	defer w.address.close()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		case s := <-w.results:
			w.learn(s)
		case found := <-w.address.found:
			w.located(found)
		case <-w.trip.broken:
			w.hint()
		}
		w.launch(ctx)
		timer.Reset(w.rest(time.Now()))
	}
}

// launch starts what is due.
func (w *worker) launch(ctx context.Context) {
	now := time.Now()
	for _, c := range w.all {
		if w.may(c) && !c.due.After(now) && w.limits.let(c, now) {
			w.run(ctx, c, w.taskOf(c))
		}
	}
	w.address.look(ctx, now, w.network)
}

// run runs one check beside the loop.
func (w *worker) run(life context.Context, c *check, do task) {
	ctx, cut := context.WithCancel(life)
	c.running, c.cut = true, cut
	w.running.Go(func() {
		defer cut()
		began := time.Now()
		r := do(ctx)
		r.began, r.ended = began, time.Now()
		w.results <- settled{check: c, cutOff: ctx.Err() != nil, result: r}
	})
}

// longRest is how long to rest when nothing is due: only a result can change that.
const longRest = time.Hour

// rest is the time until the next check that may run is due.
func (w *worker) rest(now time.Time) time.Duration {
	rest := longRest
	if !w.address.looking {
		rest = w.address.due.Sub(now)
	}
	for _, c := range w.all {
		if w.may(c) {
			rest = min(rest, c.due.Sub(now))
		}
	}
	return max(rest, 0)
}

func (w *worker) taskOf(c *check) task {
	switch c.kind {
	case KindProbe:
		return within(c.cadence.Timeout, w.probing())
	case KindPulse:
		return w.pulsing()
	case kindKey:
		return within(c.cadence.Timeout, w.showingWrongKey())
	default:
		return w.canarying(c.canary)
	}
}
