// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package dashboard

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

const (
	// heartbeatPeriod is the time between heartbeats. A page reconnects after three missed ones.
	heartbeatPeriod = 5 * time.Second
	// writeTimeout is how long a page may leave an event unread. After a reconnect it gets all backends again.
	writeTimeout = 20 * time.Second
	// maxSubscribers bounds the number of open pages.
	maxSubscribers = 64
)

// stream sends changes to a page until it disconnects.
func (s *Server) stream(w http.ResponseWriter, r *http.Request) {
	select {
	case s.slots <- struct{}{}:
		defer func() { <-s.slots }()
	default:
		http.Error(w, "too many pages are open: close some", http.StatusServiceUnavailable)
		return
	}
	subscriber := s.hub.subscribe()
	defer subscriber.unsubscribe()
	w.Header().Set("Content-Type", "text/event-stream")
	t := &eventWriter{w: w, control: http.NewResponseController(w)}
	t.event("hello", s.hello())
	heartbeats := time.NewTicker(heartbeatPeriod)
	defer heartbeats.Stop()
	for t.err == nil {
		t.flush()
		select {
		case <-r.Context().Done():
			return
		case <-subscriber.wakeup:
			t.update(subscriber.take())
		case <-heartbeats.C:
			t.event("heartbeat", heartbeat{time.Now()})
		}
	}
}

// Hello is the first event.
type Hello struct {
	Now       time.Time `json:"now"`
	Context   string    `json:"context"`
	Namespace string    `json:"namespace"` // empty for all
	Version   string    `json:"version"`
}

func (s *Server) hello() Hello {
	return Hello{Now: time.Now(), Context: s.Context, Namespace: s.Namespace, Version: s.Version}
}

type heartbeat struct {
	Now time.Time `json:"now"`
}

// eventWriter writes events. After an error it writes no more.
type eventWriter struct {
	w       http.ResponseWriter
	control *http.ResponseController
	err     error
}

func (t *eventWriter) update(u update) {
	if u.health != nil {
		t.event("health", u.health)
	}
	for _, b := range u.changed {
		t.event("backend", NewSummary(b))
	}
	for _, key := range u.deleted {
		t.event("deleted", key)
	}
	if u.listed {
		t.event("listed", len(u.changed))
	}
}

func (t *eventWriter) event(name string, data any) {
	if t.err != nil {
		return
	}
	text, err := json.Marshal(data)
	if err == nil {
		_ = t.control.SetWriteDeadline(time.Now().Add(writeTimeout))
		_, err = fmt.Fprintf(t.w, "event: %s\ndata: %s\n\n", name, text)
	}
	t.err = err
}

func (t *eventWriter) flush() {
	if t.err == nil {
		t.err = t.control.Flush()
	}
}
