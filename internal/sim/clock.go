// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"sync/atomic"
	"time"
)

var clocks = []trait{
	{name: ClockStep, means: "its clock steps by an hour, back and forth, in the middle of streams", skew: stepping},
}

var looks atomic.Int64

// stepping is by how much a clock is wrong that someone keeps setting: an hour ahead, right, an hour behind, from one look
// to the next.
func stepping() time.Duration { return time.Duration(1-looks.Add(1)%3) * time.Hour }

// now is the time that the engine writes into its replies. It never waits by it.
func (c *call) now() time.Time {
	if c.trait.skew == nil {
		return time.Now()
	}
	return time.Now().Add(c.trait.skew())
}
