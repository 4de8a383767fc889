// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package decide

import "time"

// Mode says what may be done with a decision.
type Mode string

// The modes. The empty Mode means Auto.
const (
	// Auto: decide and act.
	Auto Mode = "Auto"
	// Observe: decide and report, but do not act.
	Observe Mode = "Observe"
	// Paused: nothing changes, whatever the engines' health; a pin changes nothing either.
	Paused Mode = "Paused"
)

// Policy is what the user wants.
type Policy struct {
	Mode Mode
	// Cooldown is the least time between a flip and the failback after it. Below 0 it counts as 0, and then there is never a
	// cooldown, because doubling starts from it.
	Cooldown time.Duration
	// MaxCooldown is the most that the cooldown grows to, and the window in which flips count as flapping. Below Cooldown it counts
	// as Cooldown.
	MaxCooldown time.Duration
	// Pin overrides health and cooldown for a time; nil: there is none.
	Pin *Pin
	// Failback is how traffic comes back to vllm; the zero value: all at once.
	Failback Failback
}

// Pin holds the traffic on one engine, healthy or not, until a given time.
type Pin struct {
	// Engine to hold; a pin to None holds nothing.
	Engine Engine
	// Until is the first moment at which the pin no longer holds.
	Until time.Time
	// Reason is the user's, in words; it may be empty.
	Reason string
}

// Holds reports whether the pin is in force. A nil pin never is.
func (p *Pin) Holds(now time.Time) bool {
	return p != nil && p.Engine != None && now.Before(p.Until)
}

// Expired reports whether the pin has run out and is ignored. A nil pin never expires.
func (p *Pin) Expired(now time.Time) bool {
	return p != nil && !now.Before(p.Until)
}

// Failback is how traffic comes back to vllm. The zero value: all at once.
type Failback struct {
	// Steps are the shares that vllm gets one after the other, in percent, rising. Those of 100 and more are the flip itself.
	Steps []int
	// StepTime is how long each share is held before the next. At 0 there are no steps.
	StepTime time.Duration
}

// fullShare is the share with which vllm becomes the active engine.
const fullShare = 100

// shareAfter is the share that follows another; fullShare where none does.
func (f Failback) shareAfter(share int) int {
	for _, step := range f.Steps {
		if step > share && step < fullShare && f.StepTime > 0 {
			return step
		}
	}
	return fullShare
}
