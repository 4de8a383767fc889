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

// ear is a page that listens, and knows what it was told.
type ear struct {
	*stage
	events  chan sse.Event
	known   map[string]dashboard.Summary
	gone    []string
	health  dashboard.Health
	listed  bool
	leave   context.CancelFunc
	told    int
	greeted dashboard.Hello
}

func (s *stage) listen() *ear {
	s.Helper()
	ctx, leave := context.WithCancel(context.Background())
	e := &ear{stage: s, events: make(chan sse.Event, 16), known: map[string]dashboard.Summary{}, leave: leave}
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

// until listens until something holds.
func (e *ear) until(what string, holds func() bool) {
	e.Helper()
	limit := time.After(timing.Deadline)
	for !holds() {
		select {
		case event, open := <-e.events:
			if !open {
				e.Fatalf("the stream ended before %s", what)
			}
			e.hear(event)
		case <-limit:
			e.Fatalf("waited in vain for %s; known are %v, the health is %+v", what, e.known, e.health)
		}
	}
}

func (e *ear) hear(event sse.Event) {
	e.Helper()
	e.told++
	data := []byte(event.Data)
	switch event.Type {
	case "hello":
		e.must(json.Unmarshal(data, &e.greeted))
	case "health":
		e.health = dashboard.Health{}
		e.must(json.Unmarshal(data, &e.health))
	case "backend":
		var b dashboard.Summary
		e.must(json.Unmarshal(data, &b))
		e.known[b.Name] = b
	case "gone":
		var key string
		e.must(json.Unmarshal(data, &key))
		e.gone = append(e.gone, key)
		for name, b := range e.known {
			if b.Key == key {
				delete(e.known, name)
			}
		}
	case "listed":
		e.listed = true
	}
}

func (e *ear) live() bool { return e.listed && e.health.Phase == dashboard.Live }
