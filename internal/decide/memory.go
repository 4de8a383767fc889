// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package decide

import "time"

// Memory is what must outlive a restart. The zero Memory has selected no engine yet.
type Memory struct {
	// Active is the engine that gets the traffic.
	Active Engine
	// Since is when Active was selected or flipped to; zero: no engine is selected.
	Since time.Time
	// LastFlip is when the active engine last changed; zero: never. The first selection is not a flip.
	LastFlip time.Time
	// Cooldown is the one in force since LastFlip or LastAbort, as it was computed then; 0: there was neither. CooldownUnder
	// clamps it to a policy that has changed since.
	Cooldown time.Duration
	// Share is the percentage of the traffic that vllm has while legacy is Active, in a gradual failback, 1 to 99; 0: there is none.
	Share int
	// ShareSince is when the current step of the failback began; zero where Share is 0.
	ShareSince time.Time
	// LastAbort is when a gradual failback was last aborted; zero: none since LastFlip.
	LastAbort time.Time
}

// VLLMPercent is the percentage of the traffic that goes to vllm, for routes that can split it.
func (m Memory) VLLMPercent() int {
	if m.Active == VLLM {
		return 100
	}
	return m.Share
}
