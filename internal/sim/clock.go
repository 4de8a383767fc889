// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"sync/atomic"
	"time"
)

var clockReads atomic.Int64

// stepping is the error of a clock that someone keeps setting: an hour ahead, right, an hour behind, from one read
// to the next.
func stepping() time.Duration { return time.Duration(1-clockReads.Add(1)%3) * time.Hour }
