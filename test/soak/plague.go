// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/sim"
)

// ills are what befalls an engine; each gives what ends it.
var ills = []func(*sim.Engine) func(){
	func(e *sim.Engine) func() { e.Kill(); return func() { _ = e.Revive() } }, // the port was its own a moment ago
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

// calm is for how long both engines are well between two ills. It is longer than the gateway takes to find one of them silent, and than
// its breaker leaves one alone: it is one engine at a time that is lost, and never both.
const calm = 12 * time.Second

// plague has something befall one engine after the other, and tells how often.
func plague(ctx context.Context, engines ...*sim.Engine) int {
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
		heal := ills[n/len(engines)%len(ills)](e)
		wait(time.Second + rand.N(2*time.Second)) //nolint:gosec // no secret
		heal()
		for _, e := range engines {
			e.Forget() // what they were asked would fill this process
		}
	}
}
