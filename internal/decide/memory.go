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
	// Cooldown is the one in force since LastFlip or LastAbort, as it was computed then; 0: there was neither. A policy that has changed
	// meanwhile clamps it: see CooldownUnder.
	Cooldown time.Duration
	// Share is the percentage of the traffic that vllm has while legacy is Active, in a gradual failback, 1 to 99; 0: there is none.
	Share int
	// ShareSince is when this step of it began; zero where Share is 0.
	ShareSince time.Time
	// LastAbort is when a gradual failback was given up; zero: none was since LastFlip.
	LastAbort time.Time
}

// VLLMPercent is the percentage of the traffic that goes to vllm, for routes that can split it.
func (m Memory) VLLMPercent() int {
	if m.Active == VLLM {
		return 100
	}
	return m.Share
}

// lastTurn is when traffic was last moved away from an engine, all of it or a share: what the cooldown counts from. An abort is the later of
// the two even where the clock was set back between them.
func (m Memory) lastTurn() time.Time {
	if m.LastAbort.IsZero() {
		return m.LastFlip
	}
	return m.LastAbort
}

// placed remembers the first placement.
func (m Memory) placed(e Engine, now time.Time) Memory {
	m.Active, m.Since = e, now
	return m
}

// flipped remembers a flip, and the cooldown that it starts.
func (m Memory) flipped(to Engine, now time.Time, p Policy) Memory {
	return Memory{Active: to, Since: now, LastFlip: now, Cooldown: m.nextCooldown(now, p)}
}
