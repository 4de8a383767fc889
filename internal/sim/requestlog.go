// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"context"
	"net/http"
	"slices"
	"sync"
	"time"
)

const (
	maxEntries = 10_000
	maxSent    = 10_000
	maxText    = 16 << 10
)

// requestLog counts all requests, and keeps the latest.
type requestLog struct {
	mu      sync.Mutex // guards what follows, and the entries' requests
	entries []*entry
	counts  Counts
}

// entry is one request in the log.
type entry struct {
	log     *requestLog
	request Request
}

func newRequestLog() *requestLog { return &requestLog{} }

func (l *requestLog) open(p Protocol, k Kind, r *http.Request, b *body) *entry {
	n := &entry{log: l, request: requestOf(p, k, r, b)}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.entries) == maxEntries {
		l.entries = slices.Delete(l.entries, 0, maxEntries/2)
	}
	l.entries = append(l.entries, n)
	*l.counts.of(k)++
	if generationKinds.has(k) {
		l.counts.InFlight++
		l.counts.MaxInFlight = max(l.counts.MaxInFlight, l.counts.InFlight)
	}
	return n
}

func requestOf(p Protocol, k Kind, r *http.Request, b *body) Request {
	key := keyOf(p, r)
	return Request{
		Time: time.Now(), Kind: k, Method: r.Method, Path: r.URL.Path,
		Model: b.model(), Prompt: cut(b.question()), Partial: cut(b.partial()),
		MaxTokens: b.limit(), Temperature: b.Temperature, TopP: b.TopP,
		Key: key, KeyShown: key != "", Header: notableHeaders(r),
	}
}

func notableHeaders(r *http.Request) map[string]string {
	notable := map[string]string{}
	for _, name := range []string{"Accept", "Accept-Encoding", "User-Agent", "X-Request-Id"} {
		if v := r.Header.Get(name); v != "" {
			notable[name] = v
		}
	}
	return notable
}

func cut(text string) string { return text[:min(len(text), maxText)] }

// note changes the request in the log.
func (n *entry) note(change func(*Request)) {
	n.log.mu.Lock()
	defer n.log.mu.Unlock()
	change(&n.request)
}

// sent notes tokens that were sent.
func (n *entry) sent(tokens int) {
	n.log.mu.Lock()
	defer n.log.mu.Unlock()
	n.request.Tokens += tokens
	n.log.counts.Tokens += tokens
}

// stamp notes the moment of a send.
func (n *entry) stamp(at time.Time) {
	n.note(func(r *Request) {
		if len(r.Sent) < maxSent {
			r.Sent = append(r.Sent, at)
		}
	})
}

// close notes the end of a request; a context that is over already means that the client left.
func (n *entry) close(ctx context.Context) {
	n.log.mu.Lock()
	defer n.log.mu.Unlock()
	n.request.Done, n.request.Cancelled = true, ctx.Err() != nil
	if !generationKinds.has(n.request.Kind) {
		return
	}
	n.log.counts.InFlight--
	if n.request.Cancelled {
		n.log.counts.Cancelled++
	}
}

func (l *requestLog) all() []Request {
	l.mu.Lock()
	defer l.mu.Unlock()
	requests := make([]Request, len(l.entries))
	for i, n := range l.entries {
		requests[i] = n.request
		requests[i].Sent = slices.Clone(n.request.Sent)
	}
	return requests
}

func (l *requestLog) counted() Counts {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.counts
}

func (l *requestLog) forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.entries = nil
	l.counts = Counts{InFlight: l.counts.InFlight, MaxInFlight: l.counts.InFlight}
}
