// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package liveness

import (
	"math"
	"math/bits"
	"sync/atomic"
	"time"
)

const (
	// unit is the resolution of gaps.
	unit = time.Millisecond
	// steps is how many buckets an octave has: a bucket's bounds differ by an eighth at the most.
	steps = 8
	// octaves is how many octaves there are, so that the longest gap that is told apart is about a minute.
	octaves = 14
	// enough is how many gaps must be known before they say something.
	enough = 200
	// most is how many gaps are kept: beyond it old ones lose their weight.
	most = 8192
)

// gaps are the times between two tokens of the streams of an engine, of which the latest few thousand matter.
type gaps struct {
	buckets [steps * octaves]atomic.Uint32
	total   atomic.Uint32
}

// note notes so many gaps of one length.
func (g *gaps) note(gap time.Duration, count int) {
	n := uint32(min(max(count, 1), most/2))
	g.buckets[bucketOf(gap)].Add(n)
	if total := g.total.Add(n); total >= most && total-n < most {
		g.age()
	}
}

// age halves the weight of what is known.
func (g *gaps) age() {
	for i := range g.buckets {
		n := g.buckets[i].Load() / 2
		g.buckets[i].Add(-n)
		g.total.Add(-n)
	}
}

// quantile is the gap that this share of the gaps does not exceed, rounded up by an eighth at the most. known is false where too few were
// seen.
func (g *gaps) quantile(share float64) (gap time.Duration, known bool) {
	total := g.total.Load()
	if total < enough {
		return 0, false
	}
	return g.rank(total, share*float64(total)), true
}

// long is the gap that 99 of 100 do not exceed, on the safe side: where few gaps are known it is a longer one, up to the longest.
func (g *gaps) long() (gap time.Duration, known bool) {
	total := g.total.Load()
	if total < enough {
		return 0, false
	}
	longer := float64(total) / 100
	return g.rank(total, float64(total)-max(longer-2*math.Sqrt(longer), 0)), true
}

// rank is the gap that so many of all gaps do not exceed.
func (g *gaps) rank(total uint32, count float64) time.Duration {
	left := min(int64(count), int64(total)-1)
	for i := range g.buckets {
		if left -= int64(g.buckets[i].Load()); left < 0 {
			return boundOf(i)
		}
	}
	return boundOf(len(g.buckets) - 1)
}

// bucketOf is the bucket of a gap: linear up to eight units, and then eight buckets for each octave.
func bucketOf(gap time.Duration) int {
	n := uint(max(gap, 0) / unit)
	if n < steps {
		return int(n)
	}
	octave := bits.Len(n) - bits.Len(steps)
	return min((octave+1)*steps+int(n>>octave%steps), steps*octaves-1)
}

// boundOf is the upper bound of a bucket.
func boundOf(bucket int) time.Duration {
	if bucket < steps {
		return time.Duration(bucket+1) * unit
	}
	octave := bucket/steps - 1
	return time.Duration(steps+bucket%steps+1) << octave * unit
}
