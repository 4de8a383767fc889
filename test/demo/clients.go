// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// clientCount is the number of clients that stream answers through the gateway, one after the other, without a pause.
const clientCount = 3

// clients stream through the gateway, and count the answers.
type clients struct {
	url    string
	chunks *v1alpha1.Range // chunks; nil: any number
	http   http.Client

	ctx     context.Context //nolint:containedctx // while it lasts, they begin new requests
	stop    context.CancelFunc
	working sync.WaitGroup

	mu    sync.Mutex
	count tally // guarded by mu
}

// tally counts requests by outcome.
type tally struct {
	complete int   // complete answers
	again    int   // of these, requested again because the gateway reported a broken stream
	failed   error // the first error
	fewest   int   // chunks
	most     int   // chunks
}

func newClients(url string, chunks *v1alpha1.Range) *clients {
	c := &clients{url: url, chunks: chunks, http: http.Client{Transport: &http.Transport{}}}
	c.ctx, c.stop = context.WithCancel(context.Background())
	return c
}

// start starts them.
func (c *clients) start() {
	for range clientCount {
		c.working.Go(func() {
			for c.ctx.Err() == nil {
				c.ask()
			}
		})
	}
}

// requestTimeout bounds a request, including retries.
const requestTimeout = 2 * time.Minute

// ask sends a request until there is an answer. Like any client, it retries when the gateway reports a broken stream.
func (c *clients) ask() {
	ctx, cancel := context.WithTimeout(context.Background(), requestTimeout)
	defer cancel()
	again := 0
	for ; ; again++ {
		got, err := c.stream(ctx)
		if err == nil && !got.brokenOff {
			c.note(func(t *tally) { t.took(got.chunks, again) })
			return
		}
		if err != nil {
			c.note(func(t *tally) { t.failed = firstOf(t.failed, err) })
			return
		}
	}
}

func (t *tally) took(chunks, again int) {
	t.complete++
	t.most = max(t.most, chunks)
	if t.fewest == 0 || chunks < t.fewest {
		t.fewest = chunks
	}
	if again > 0 {
		t.again++
	}
}

func firstOf(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

func (c *clients) note(change func(*tally)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	change(&c.count)
}

// finish waits until the last of them is served, and summarizes the answers. The error says what was not as promised.
func (c *clients) finish() (string, error) {
	c.stop()
	c.working.Wait()
	c.http.CloseIdleConnections()
	c.mu.Lock()
	defer c.mu.Unlock()
	t := c.count
	switch {
	case t.failed != nil:
		return "", fmt.Errorf("a client of the gateway was not served: %w", t.failed)
	case t.complete == 0:
		return "", errors.New("no client of the gateway was served")
	case !inRange(c.chunks, t.fewest) || !inRange(c.chunks, t.most):
		return "", fmt.Errorf("clients of the gateway got answers in %d to %d chunks, and the range is %s", t.fewest, t.most, rangeText(c.chunks))
	}
	return fmt.Sprintf(
		"%d requests through the gateway, 0 failed, all in %s chunks (%d to %d); %d saw a stream of vllm break, and were retried",
		t.complete,
		rangeText(c.chunks),
		t.fewest,
		t.most,
		t.again,
	), nil
}

func inRange(r *v1alpha1.Range, n int) bool {
	return r == nil || (r.Min == nil || int64(n) >= *r.Min) && (r.Max == nil || int64(n) <= *r.Max)
}

func rangeText(r *v1alpha1.Range) string {
	least, most := "", ""
	if r != nil && r.Min != nil {
		least = fmt.Sprint(*r.Min)
	}
	if r != nil && r.Max != nil {
		most = fmt.Sprint(*r.Max)
	}
	return least + ".." + most
}
