// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package liveness

import "time"

// noticed is the shortest pause that is remembered.
const noticed = 300 * time.Millisecond

// memory is for how long a pause is remembered at least; it is forgotten after twice that time.
const memory = 3 * time.Hour

// pauses remember the longest silence of all streams that ended by itself.
type pauses struct {
	recent, before time.Duration
	// turned is when recent began.
	turned time.Time
}

// note remembers a pause that is long enough to matter.
func (p *pauses) note(pause time.Duration, now time.Time) {
	if pause < noticed {
		return
	}
	p.rotate(now)
	p.recent = max(p.recent, pause)
}

// longest is the longest pause that is remembered.
func (p *pauses) longest(now time.Time) time.Duration {
	p.rotate(now)
	return max(p.recent, p.before)
}

func (p *pauses) rotate(now time.Time) {
	if now.Sub(p.turned) < memory {
		return
	}
	p.before, p.recent = p.recent, 0
	if now.Sub(p.turned) >= 2*memory {
		p.before = 0
	}
	p.turned = now
}
