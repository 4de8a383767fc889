// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"slices"
	"time"
)

// blames are the failures over one request whose blame is open: the request may be at fault, which shows once another engine is asked.
type blames struct {
	request uint64
	// open are the failures that may yet count, and suspect tells which engines failed in a way that a request can cause.
	open    []suspicion
	suspect []*breaker
}

// suspicion is a failure that may yet count against an engine.
type suspicion struct {
	breaker *breaker
	incident
}

// failed takes a failure of an attempt that began at a time.
func (b *blames) failed(at *breaker, c cause, began, now time.Time) {
	i := incident{request: b.request, began: began, took: now.Sub(began)}
	b.suspects(at, c)
	switch rules[c].blame {
	case alwaysBlamed:
		at.blame(i, now)
	case blamedAlone:
		b.open = append(b.open, suspicion{at, i})
	case neverBlamed:
		at.release()
	}
}

// suspects notes an engine that failed in a way that the request can cause.
func (b *blames) suspects(at *breaker, c cause) {
	if c.isAboutRequest() && !slices.Contains(b.suspect, at) {
		b.suspect = append(b.suspect, at)
	}
}

// served takes the first sign that an engine serves the request: an engine that failed over it before is to blame, but for the engine
// itself, which has only had a bad moment.
func (b *blames) served(by *breaker, now time.Time) {
	by.alive(now)
	for _, s := range b.open {
		if s.breaker != by {
			s.breaker.blame(s.incident, now)
		}
	}
	b.open = nil
}

// drop takes the blame off all engines.
func (b *blames) drop() {
	for _, s := range b.open {
		s.breaker.release()
	}
	b.open = nil
}

// settle ends the exchange: where several engines failed over the request, the request is to blame.
func (b *blames) settle(now time.Time) {
	if len(b.suspect) > 1 {
		b.drop()
	}
	for _, s := range b.open {
		s.breaker.blame(s.incident, now)
	}
	b.open = nil
}
