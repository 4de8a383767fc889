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
	// beatPeriod is how often a page is told that it is still connected. It believes to be cut off after three silent ones.
	beatPeriod = 5 * time.Second
	// writeTimeout is how long a page may leave what it is told unread; one that comes back is told everything anew.
	writeTimeout = 20 * time.Second
	// mostReaders are open at once; a browser that opens more is a mistake.
	mostReaders = 64
)

// stream tells a page of all that changes, until it leaves.
func (s *Server) stream(w http.ResponseWriter, r *http.Request) {
	select {
	case s.seats <- struct{}{}:
		defer func() { <-s.seats }()
	default:
		http.Error(w, "too many pages are open: close some", http.StatusServiceUnavailable)
		return
	}
	reader := s.hub.subscribe()
	defer reader.leave()
	w.Header().Set("Content-Type", "text/event-stream")
	t := &teller{w: w, control: http.NewResponseController(w)}
	t.event("hello", s.hello())
	beats := time.NewTicker(beatPeriod)
	defer beats.Stop()
	for t.err == nil {
		t.flush()
		select {
		case <-r.Context().Done():
			return
		case <-reader.news:
			t.news(reader.take())
		case <-beats.C:
			t.event("beat", beat{time.Now()})
		}
	}
}

// Hello is what a page is told first.
type Hello struct {
	Now       time.Time `json:"now"`
	Context   string    `json:"context"`
	Namespace string    `json:"namespace"` // empty: all
	Version   string    `json:"version"`
}

func (s *Server) hello() Hello {
	return Hello{Now: time.Now(), Context: s.Context, Namespace: s.Namespace, Version: s.Version}
}

type beat struct {
	Now time.Time `json:"now"`
}

// teller writes events. After an error it writes no more.
type teller struct {
	w       http.ResponseWriter
	control *http.ResponseController
	err     error
}

func (t *teller) news(n news) {
	if n.health != nil {
		t.event("health", n.health)
	}
	for _, b := range n.changed {
		t.event("backend", Sum(b))
	}
	for _, key := range n.gone {
		t.event("gone", key)
	}
	if n.listed {
		t.event("listed", len(n.changed))
	}
}

func (t *teller) event(name string, data any) {
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

func (t *teller) flush() {
	if t.err == nil {
		t.err = t.control.Flush()
	}
}
