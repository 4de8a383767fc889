// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"time"

	"github.com/codegen-dev/codegen-operator/test/e2e/load"
	"github.com/codegen-dev/codegen-operator/test/story"
)

// measured is what one step measured.
type measured struct {
	what, to string
	bound    time.Duration // for the route
	route    time.Duration // from the action until the EndpointSlice had the other engine
	status   time.Duration // until status.active named it
	served   time.Duration // until a client of the Service got a chunk of it
	calm     bool          // traffic should not move, and no client should notice

	service, gateway tally
}

// tally counts requests by outcome.
type tally struct {
	complete, broken, failed int
	silence                  time.Duration // the longest that one of them waited for a chunk
	example                  string        // of a failure
	fewest, most             int           // chunks of whole answers
}

func count(all []load.Record) tally {
	var t tally
	for _, r := range all {
		switch r.Outcome {
		case load.Whole:
			t.complete++
			t.most = max(t.most, r.Chunks)
			if t.fewest == 0 || r.Chunks < t.fewest {
				t.fewest = r.Chunks
			}
		case load.Broken:
			t.broken++
		default:
			t.failed++
			t.example = r.Error
		}
		t.silence = max(t.silence, r.Silence)
	}
	return t
}

func (t tally) String() string {
	text := fmt.Sprintf("%d requests, %d failed", t.complete+t.broken+t.failed, t.failed)
	if t.broken > 0 {
		text += fmt.Sprintf(", %d broken off", t.broken)
	}
	return text
}

// patience is what a client of the Service needs in addition to the route: a second until it gives up on a silent
// engine, and the time of a new request to its first chunk.
const patience = 1500 * time.Millisecond

// broken lists the bounds that are exceeded.
func (m measured) broken() []string {
	var not []string
	add := func(format string, args ...any) { not = append(not, m.what+": "+fmt.Sprintf(format, args...)) }
	if m.route > m.bound {
		add("it took %s, want at most %g s", seconds(m.route), m.bound.Seconds())
	}
	if m.served > m.bound+patience {
		add("clients of the Service were served after %s, want at most %g s", seconds(m.served), (m.bound + patience).Seconds())
	}
	if m.gateway.failed > 0 {
		add("%d requests through the gateway failed: %s", m.gateway.failed, m.gateway.example)
	}
	if m.gateway.complete > 0 && (m.gateway.fewest < 50 || m.gateway.most > 100) {
		add("answers through the gateway came in %d to %d chunks, not 50 to 100", m.gateway.fewest, m.gateway.most)
	}
	if (m.calm || m.to == vllm) && m.service.failed > 0 {
		add("%d requests through the Service failed although no client should notice: %s", m.service.failed, m.service.example)
	}
	return not
}

// String is the line for the narration.
func (m measured) String() string {
	return fmt.Sprintf(
		"%s: route moved to %s after %s (bound %g s), status.active after %s; clients of the Service were served by "+
			"it after %s (%s); clients of the gateway: %s, longest wait %s",
		m.what,
		m.to,
		seconds(m.route),
		m.bound.Seconds(),
		seconds(m.status),
		seconds(m.served),
		m.service,
		m.gateway,
		seconds(m.gateway.silence),
	)
}

// failed are all bounds that were missed.
func (s *stage) failed() []string {
	var all []string
	for _, m := range s.measured {
		all = append(all, m.broken()...)
	}
	return all
}

// table has a row for each.
func table(all []measured) string {
	rows := [][]string{
		{"WHAT HAPPENED", "ROUTE", "BOUND", "STATUS", "SERVICE: SERVED AFTER", "FAILED", "GATEWAY: LONGEST WAIT", "BROKE OFF", "FAILED"},
	}
	for _, m := range all {
		status, served := seconds(m.status), seconds(m.served)
		if m.calm {
			status, served = "-", "-"
		}
		rows = append(rows, []string{
			m.what, seconds(m.route), fmt.Sprintf("%g s", m.bound.Seconds()), status, served, of(m.service.failed, m.service),
			seconds(m.gateway.silence), fmt.Sprint(m.gateway.broken), of(m.gateway.failed, m.gateway),
		})
	}
	return story.Columns(rows)
}

func of(n int, t tally) string { return fmt.Sprintf("%d of %d", n, t.complete+t.broken+t.failed) }
