// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// measureIdle opens streams that say a few words and then nothing, and says how much memory each of them takes in the proxy.
func measureIdle(ctx context.Context, streams int, proxy *process) (int64, error) {
	before, err := resident(pid(proxy))
	if err != nil {
		return 0, err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	open, first := newSilent(ctx, streams, proxy.address)
	defer open.wait(cancel)
	if err := first(); err != nil {
		return 0, err
	}
	wait(ctx, 2*time.Second) // What is to be given back or collected is, by then.
	after, err := resident(pid(proxy))
	return (after - before) / int64(streams), err
}

// silent are open streams.
type silent struct {
	wg    sync.WaitGroup
	count atomic.Int64
	wrong chan error
}

// newSilent opens them, some at a time, and gives a function that waits until all were heard once.
func newSilent(ctx context.Context, streams int, address string) (*silent, func() error) {
	s, c, all := &silent{wrong: make(chan error, streams)}, newClients(address), make(chan struct{})
	places := make(chan struct{}, 64)
	s.wg.Go(func() {
		for range streams {
			places <- struct{}{}
			s.wg.Go(func() {
				var a answer
				err := c.read(ctx, request{tokens: 512, interval: -time.Microsecond}, &a, func() {
					<-places
					if s.count.Add(1) == int64(streams) {
						close(all)
					}
				})
				if ctx.Err() == nil {
					s.wrong <- fmt.Errorf("an idle stream ended: %w", err)
				}
			})
		}
	})
	return s, func() error {
		deadline := time.NewTimer(time.Minute)
		defer deadline.Stop()
		select {
		case err := <-s.wrong:
			return err
		case <-all:
			return nil
		case <-deadline.C:
			return fmt.Errorf("only %d of %d idle streams were opened within a minute", s.count.Load(), streams)
		}
	}
}

func (s *silent) wait(cancel context.CancelFunc) {
	cancel()
	s.wg.Wait()
}

// measureAllIdle measures each proxy, restarted so that nothing of the runs before is left in its memory.
func measureAllIdle(ctx context.Context, p plan) (map[string]int64, error) {
	limit, err := raiseFileLimit()
	if err != nil {
		return nil, err
	}
	if most := int(min(limit, 1<<30))/2 - 200; p.idle > most {
		fmt.Fprintf(os.Stderr, "bench: only %d idle streams, as %d files may be open\n", most, limit)
		p.idle = most
	}
	s, err := newTestbed(ctx, p)
	if err != nil {
		return nil, err
	}
	defer s.end()
	memory := map[string]int64{}
	for _, proxy := range s.proxies[1:] {
		if _, err := runScenario(ctx, warmUp, proxy); err != nil {
			return nil, err
		}
		if memory[proxy.name], err = measureIdle(ctx, p.idle, proxy); err != nil {
			return nil, fmt.Errorf("%s: %w", proxy.name, err)
		}
	}
	return memory, nil
}
