// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package decide

import "time"

// Memory is what must outlive a restart. The zero Memory has placed no engine yet.
type Memory struct {
	// Active is the engine that carries the traffic.
	Active Engine
	// Since is when Active was placed or flipped to; zero: nothing is placed.
	Since time.Time
	// LastFlip is when the active engine last changed; zero: it never did. Placement is not a flip.
	LastFlip time.Time
	// Dwell is the one in force since LastFlip, as it was computed then; 0: there was no flip. A policy that has changed
	// meanwhile clamps it: see DwellUnder.
	Dwell time.Duration
}

// placed remembers the first placement.
func (m Memory) placed(e Engine, now time.Time) Memory {
	m.Active, m.Since = e, now
	return m
}

// flipped remembers a flip, and the dwell that it starts.
func (m Memory) flipped(to Engine, now time.Time, p Policy) Memory {
	return Memory{Active: to, Since: now, LastFlip: now, Dwell: m.nextDwell(now, p)}
}
