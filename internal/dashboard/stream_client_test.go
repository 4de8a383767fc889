// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package dashboard_test

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/tmaxmax/go-sse"

	"github.com/codegen-dev/codegen-operator/internal/dashboard"
	"github.com/codegen-dev/codegen-operator/test/timing"
)

// streamClient reads the stream as a page does, and keeps what it received.
type streamClient struct {
	*stage
	events   chan sse.Event
	backends map[string]dashboard.Summary
	deleted  []string
	health   dashboard.Health
	listed   bool
	leave    context.CancelFunc
	received int
	hello    dashboard.Hello
}

func (s *stage) listen() *streamClient {
	s.Helper()
	ctx, leave := context.WithCancel(context.Background())
	e := &streamClient{stage: s, events: make(chan sse.Event, 16), backends: map[string]dashboard.Summary{}, leave: leave}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+"api/stream", http.NoBody)
	s.must(err)
	response, err := http.DefaultClient.Do(r)
	s.must(err)
	if response.StatusCode != http.StatusOK || response.Header.Get("Content-Type") != "text/event-stream" {
		s.Fatalf("%s, %s", response.Status, response.Header.Get("Content-Type"))
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		defer close(e.events)
		defer response.Body.Close()
		for event, err := range sse.Read(response.Body, nil) {
			if err != nil {
				return
			}
			select {
			case e.events <- event:
			case <-ctx.Done():
				return
			}
		}
	}()
	s.Cleanup(func() { leave(); <-ended })
	return e
}

// until reads events until something holds.
func (e *streamClient) until(what string, holds func() bool) {
	e.Helper()
	limit := time.After(timing.Deadline)
	for !holds() {
		select {
		case event, open := <-e.events:
			if !open {
				e.Fatalf("the stream ended before %s", what)
			}
			e.handle(event)
		case <-limit:
			e.Fatalf("timed out waiting for %s; backends are %v, health is %+v", what, e.backends, e.health)
		}
	}
}

func (e *streamClient) handle(event sse.Event) {
	e.Helper()
	e.received++
	data := []byte(event.Data)
	switch event.Type {
	case "hello":
		e.must(json.Unmarshal(data, &e.hello))
	case "health":
		e.health = dashboard.Health{}
		e.must(json.Unmarshal(data, &e.health))
	case "backend":
		var b dashboard.Summary
		e.must(json.Unmarshal(data, &b))
		e.backends[b.Name] = b
	case "deleted":
		var key string
		e.must(json.Unmarshal(data, &key))
		e.deleted = append(e.deleted, key)
		for name, b := range e.backends {
			if b.Key == key {
				delete(e.backends, name)
			}
		}
	case "listed":
		e.listed = true
	}
}

func (e *streamClient) live() bool { return e.listed && e.health.Phase == dashboard.Live }
