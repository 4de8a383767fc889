// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// scene is one kind of load.
type scene struct {
	name    string
	streams int
	order   order
	repeats int           // answers of each stream, one after the other
	spread  time.Duration // over which the first ones begin
}

// scenes are those of a plan.
func (p plan) scenes() []scene {
	var all []scene
	for _, n := range p.streams {
		all = append(all, scene{
			name: fmt.Sprintf("%d at 50/s", n), streams: n, repeats: 1, spread: time.Second,
			order: order{tokens: p.tokens, interval: 20 * time.Millisecond},
		})
	}
	const streams, tokens = 32, 2048
	return append(all, scene{
		name: fmt.Sprintf("%d flat out", streams), streams: streams, order: order{tokens: tokens},
		repeats: max(p.flat/streams/tokens, 1),
	})
}

// outcome is what came of one scene with one proxy.
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

// play has all streams of a scene ask one proxy, and takes its time on the core.
func play(ctx context.Context, s scene, proxy *child) (outcome, error) {
	before, err := cpu(proxy)
	if err != nil {
		return outcome{}, err
	}
	c, start := newClients(proxy.address), time.Now()
	o := crowd(ctx, s, c)
	o.took = time.Since(start)
	after, err := cpu(proxy)
	o.cpu = after - before
	c.http.CloseIdleConnections()
	return o, err
}

func cpu(proxy *child) (time.Duration, error) {
	if proxy.command == nil {
		return 0, nil
	}
	return busy(pid(proxy))
}

func crowd(ctx context.Context, s scene, c clients) outcome {
	var all outcome
	var mu sync.Mutex // guards all
	var wg sync.WaitGroup
	for i := range s.streams {
		wg.Go(func() {
			wait(ctx, s.spread*time.Duration(i)/time.Duration(s.streams))
			for range s.repeats {
				a, err := c.ask(ctx, s.order)
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

func (o *outcome) add(s scene, a answer, err error) {
	o.answers++
	if err != nil {
		o.failures = append(o.failures, err)
		return
	}
	o.tokens += s.order.tokens
	o.chunks = append(o.chunks, a.chunks)
	o.ages = append(o.ages, a.ages...)
	o.firsts = append(o.firsts, a.first)
}
