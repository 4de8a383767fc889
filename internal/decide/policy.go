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
	// Observe: decide and tell, but do not act.
	Observe Mode = "Observe"
	// Paused: nothing changes, whatever is seen; pins neither.
	Paused Mode = "Paused"
)

// Policy is what the user wants.
type Policy struct {
	Mode Mode
	// Cooldown is the least time between a flip and the failback after it. Below 0 it counts as 0, and then there is no cooldown
	// at any time, because doubling begins with it.
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
	// Until is the first moment at which the pin does not hold any more.
	Until time.Time
	// Reason is the user's, in words; it may be empty.
	Reason string
}

// Holds tells whether the pin is in force. A nil pin never is.
func (p *Pin) Holds(now time.Time) bool {
	return p != nil && p.Engine != None && now.Before(p.Until)
}

// Expired tells that the pin has run out and is ignored; a report may ask for its removal. A nil pin never expires.
func (p *Pin) Expired(now time.Time) bool {
	return p != nil && !now.Before(p.Until)
}
