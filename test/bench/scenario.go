// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// scenario is one kind of load.
type scenario struct {
	name    string
	streams int
	request request
	repeats int           // answers of each stream, one after the other
	spread  time.Duration // over which the first ones begin
}

// scenarios are those of a plan.
func (p plan) scenarios() []scenario {
	var all []scenario
	for _, n := range p.streams {
		all = append(all, scenario{
			name: fmt.Sprintf("%d at 50/s", n), streams: n, repeats: 1, spread: time.Second,
			request: request{tokens: p.tokens, interval: 20 * time.Millisecond},
		})
	}
	const streams, tokens = 32, 2048
	return append(all, scenario{
		name: fmt.Sprintf("%d flat out", streams), streams: streams, request: request{tokens: tokens},
		repeats: max(p.flat/streams/tokens, 1),
	})
}

// outcome is what came of one scenario with one proxy.
type outcome struct {
	cpu      time.Duration
	took     time.Duration
	tokens   int
	answers  int
	chunks   []int // of each answer
	failures []error
	ages     []time.Duration
	firsts   []time.Duration
}

// play has all streams of a scenario ask one proxy, and takes its time on the core.
func runScenario(ctx context.Context, s scenario, proxy *process) (outcome, error) {
	before, err := cpu(proxy)
	if err != nil {
		return outcome{}, err
	}
	c, start := newClients(proxy.address), time.Now()
	o := runStreams(ctx, s, c)
	o.took = time.Since(start)
	after, err := cpu(proxy)
	o.cpu = after - before
	c.http.CloseIdleConnections()
	return o, err
}

func cpu(proxy *process) (time.Duration, error) {
	if proxy.command == nil {
		return 0, nil
	}
	return busy(pid(proxy))
}

func runStreams(ctx context.Context, s scenario, c clients) outcome {
	var all outcome
	var mu sync.Mutex // guards all
	var wg sync.WaitGroup
	for i := range s.streams {
		wg.Go(func() {
			wait(ctx, s.spread*time.Duration(i)/time.Duration(s.streams))
			for range s.repeats {
				a, err := c.ask(ctx, s.request)
				mu.Lock()
				all.add(s, a, err)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return all
}

func wait(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

func (o *outcome) add(s scenario, a answer, err error) {
	o.answers++
	if err != nil {
		o.failures = append(o.failures, err)
		return
	}
	o.tokens += s.request.tokens
	o.chunks = append(o.chunks, a.chunks)
	o.ages = append(o.ages, a.ages...)
	o.firsts = append(o.firsts, a.first)
}
