// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import "time"

// alive notes that the engine sent something that the client waits for. The deadline is not moved for every token.
func (r *eventReader) alive() {
	if !r.responded || r.silentBy.Sub(r.at.now) < r.silence-r.silence/8 {
		r.silentBy = r.at.now.Add(r.silence)
	}
	r.responded, r.spoke = true, true
}

// introduce notes whether an event says who speaks. The first one that does is a sign of life: the engine has begun, and the parser of a
// tool call may be silent from now on.
func (r *eventReader) introduce(role bool) {
	if !role || r.introduced {
		return
	}
	r.introduced = true
	if by := r.at.now.Add(r.silence); by.After(r.silentBy) {
		r.silentBy = by
	}
}

// isSilent tells whether the engine has sent nothing for too long.
func (r *eventReader) isSilent() bool { return !r.at.now.Before(r.silentBy) }

// excuse gives the engine more time, for a while in which nothing was read from it.
func (r *eventReader) excuse(d time.Duration) { r.silentBy = r.silentBy.Add(d) }

// stay notes that nobody else can go on with the answer.
func (r *eventReader) stay() {
	if !r.stays {
		r.stays = true
		r.watched.stays.Store(true)
	}
}

// report tells the engine's monitor of what was read. What came during a sleep came at the engine's pace, and then nothing.
func (r *eventReader) report() {
	if !r.spoke {
		return
	}
	at, tokens := r.at.now, 1
	if r.slept {
		tokens = r.events
		if last := r.at.came.Add(time.Duration(tokens) * r.pace.interval); last.Before(at) {
			at = last
		}
	}
	r.watched.text(at, tokens)
	r.spoke = false
}
