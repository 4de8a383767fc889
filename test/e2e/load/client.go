// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package load

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"
)

// Ways to the engines.
const (
	ByService = "service" // directly, by the address that the Service has
	ByGateway = "gateway"
)

// Client sends requests to one URL.
type Client struct {
	Way string
	URL string
	Key string
	// Patience is how long it waits for a chunk, the first or the next, before it gives up and retries.
	Patience time.Duration

	http http.Client
}

// New makes a client. Through the Service it opens a connection for each request: kept connections stay with the previous engine.
func New(way, url, key string, patience time.Duration) *Client {
	transport := &http.Transport{DisableKeepAlives: way == ByService}
	return &Client{Way: way, URL: url, Key: key, Patience: patience, http: http.Client{Transport: transport}}
}

// pause is how long it waits after a failure.
const pause = 50 * time.Millisecond

// Go sends requests, count at a time, until ctx ends, and writes a Record for each.
func (c *Client) Go(ctx context.Context, count int, out io.Writer) {
	var all sync.WaitGroup
	var writing sync.Mutex
	for range count {
		all.Go(func() {
			for ctx.Err() == nil {
				r := c.Ask(ctx)
				writing.Lock()
				_ = json.NewEncoder(out).Encode(r) // there is no other output
				writing.Unlock()
				if r.Outcome == Failed {
					wait(ctx, pause)
				}
			}
		})
	}
	all.Wait()
	c.http.CloseIdleConnections()
}

func wait(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

const question = `{"model": "prompt", "stream": true, "max_tokens": 100, "messages": [{"role": "user", "content": "Write a queue in Python."}]}`

// Ask sends one request.
func (c *Client) Ask(ctx context.Context) Record {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	timeout := time.AfterFunc(c.Patience, func() { cancel(fmt.Errorf("no chunk in %s", c.Patience)) })
	defer timeout.Stop()
	r := Record{Way: c.Way, Begun: time.Now()}
	last := r.Begun
	err := c.stream(ctx, &r, func() {
		timeout.Reset(c.Patience)
		last = r.note(last, time.Now())
		if r.First.IsZero() {
			r.First = last
		}
	})
	r.Ended = r.note(last, time.Now())
	if err != nil {
		r.Outcome, r.Error = Failed, err.Error()
		if cause := context.Cause(ctx); cause != nil {
			r.Error = cause.Error()
		}
	}
	return r
}

func (c *Client) stream(ctx context.Context, r *Record, onChunk func()) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.URL+"/v1/chat/completions", bytes.NewReader([]byte(question)))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	if c.Key != "" {
		request.Header.Set("Authorization", "Bearer "+c.Key)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		body, _ := io.ReadAll(io.LimitReader(response.Body, 200)) // more detail, if it can be read
		return fmt.Errorf("%s: %s", response.Status, body)
	}
	r.Engine, r.Failover = response.Header.Get("X-Codegen-Engine"), response.Header.Get("X-Codegen-Failover")
	return read(response.Body, r, onChunk)
}
