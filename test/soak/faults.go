// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/sim"
)

// faults break an engine; each returns the function that repairs it.
var faults = []func(*sim.Engine) func(){
	func(e *sim.Engine) func() { e.Kill(); return func() { _ = e.Revive() } }, // the port was just free
	misbehave(sim.Hung), misbehave(sim.Hang), misbehave(sim.NoFirstByte), misbehave(sim.HeadersOnly),
	misbehave(sim.Truncated), misbehave(sim.ErrorInStream), misbehave(sim.UnfinishedEvent),
	misbehave(sim.Status500), misbehave(sim.Refuse),
}

func misbehave(m sim.Misbehaviour) func(*sim.Engine) func() {
	return func(e *sim.Engine) func() {
		e.Misbehave(m)
		return func() { e.Misbehave(sim.None) }
	}
}

// calm is the time between two faults. It is longer than the gateway takes to find one engine silent, and than
// its circuit breaker stays open: only one engine fails at a time.
const calm = 12 * time.Second

// inject injects faults into one engine after the other, and returns how many.
func inject(ctx context.Context, engines ...*sim.Engine) int {
	pause := time.NewTimer(0)
	defer pause.Stop()
	<-pause.C
	wait := func(d time.Duration) {
		pause.Reset(d)
		select {
		case <-ctx.Done():
		case <-pause.C:
		}
	}
	for n := 0; ; n++ {
		wait(min(calm, time.Duration(n+1)*4*time.Second))
		if ctx.Err() != nil {
			return n
		}
		e := engines[n%len(engines)]
		repair := faults[n/len(engines)%len(faults)](e)
		wait(time.Second + rand.N(2*time.Second)) //nolint:gosec // no secret
		repair()
		for _, e := range engines {
			e.Forget() // the request log would fill memory
		}
	}
}
