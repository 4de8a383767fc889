// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package load

import "time"

// Outcomes of a request.
const (
	Whole  = "whole"  // the answer is complete
	Broken = "broken" // the gateway reported, in an event, that the stream broke
	Failed = "failed" // neither
)

// Record is the outcome of one request.
type Record struct {
	Way      string    `json:"way"`
	Begun    time.Time `json:"begun"`
	First    time.Time `json:"first,omitzero"` // the first chunk; zero: there was none
	Ended    time.Time `json:"ended"`
	Outcome  string    `json:"outcome"`
	Engine   string    `json:"engine,omitempty"`
	Failover string    `json:"failover,omitempty"` // why the gateway used another engine than the first
	Chunks   int       `json:"chunks"`
	Error    string    `json:"error,omitempty"`

	// Silence is the longest that the client waited for a chunk: the first, or the next.
	Silence time.Duration `json:"silence"`
}

// note notes a chunk, or the end.
func (r *Record) note(last, now time.Time) time.Time {
	r.Silence = max(r.Silence, now.Sub(last))
	return now
}
