// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package measure

import (
	"slices"
	"strconv"
	"strings"
)

// overran tells whether a result failed because the value was above its bound.
func (e Evidence) overran(target string) bool {
	r, ok := e.missed(target)
	return ok && r.want.isAbove(r.got)
}

// fellShort tells whether a result failed because the value was below its bound.
func (e Evidence) fellShort(target string) bool {
	r, ok := e.missed(target)
	return ok && r.want.isBelow(r.got)
}

// missed finds the reading behind a result that failed; there is none where nothing was measured. The value is taken from
// the numbers, as the printed one is rounded.
func (e Evidence) missed(target string) (reading, bool) {
	i := slices.IndexFunc(e.Results, func(c Result) bool { return c.Target == target && c.Verdict == Fail })
	if i < 0 {
		return reading{}, false
	}
	for _, r := range readings(e.Numbers, Targets{}) {
		if r.target == target && r.got != nil {
			r.want = rangeOf(e.Results[i].Want)
			return r, true
		}
	}
	return reading{}, false
}

func (e Evidence) fellShortOfChunks() bool {
	return e.fellShort(TargetChunks) || e.fellShort(TargetChunksPerSecond)
}

// cutByToken is the same run as if each token had been a chunk of its own.
func (e Evidence) cutByToken() Evidence {
	e.Numbers.Chunks = *e.Numbers.Tokens
	return e
}

// tokensPerChunk is 0 where it is not known.
func (n Numbers) tokensPerChunk() float64 {
	if n.Tokens == nil || n.Chunks <= 0 {
		return 0
	}
	return float64(*n.Tokens) / float64(n.Chunks)
}

// cameTogether tells whether the gaps vanish. One in twenty may be long all the same: a burst that does not fit into a window
// of TCP waits for its acknowledgement. Where a single gap is more than that, the mean forgives what a busy machine adds to it.
func (n Numbers) cameTogether() bool {
	if n.Chunks < several {
		return false
	}
	mean := (n.Duration - n.FirstChunk).Nanoseconds() / int64(n.Chunks-1)
	return n.InterChunk.P95 <= vanishing || mean <= vanishing.Nanoseconds()
}

// rangeOf reads a range as Range.String prints it; whatever else it finds does not bind.
func rangeOf(printed string) Range {
	least, most, _ := strings.Cut(printed, "..")
	return Range{Min: boundOf(least), Max: boundOf(most)}
}

func boundOf(printed string) *int64 {
	b, err := strconv.ParseInt(printed, 10, 64)
	if err != nil {
		return nil
	}
	return &b
}
