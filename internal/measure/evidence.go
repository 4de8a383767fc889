// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package measure

import (
	"slices"
	"strconv"
	"strings"
)

// exceeded reports whether a target failed because the value was above its bound.
func (e Evidence) exceeded(target string) bool {
	r, ok := e.missed(target)
	return ok && r.want.isAbove(r.got)
}

// fellShort reports whether a target failed because the value was below its bound.
func (e Evidence) fellShort(target string) bool {
	r, ok := e.missed(target)
	return ok && r.want.isBelow(r.got)
}

// missed finds the comparison behind a failed result; there is none where nothing was measured. It takes the value from the
// numbers, because the printed one is rounded.
func (e Evidence) missed(target string) (comparison, bool) {
	i := slices.IndexFunc(e.Results, func(c Result) bool { return c.Target == target && c.Verdict == Fail })
	if i < 0 {
		return comparison{}, false
	}
	for _, r := range comparisons(e.Numbers, Targets{}) {
		if r.target == target && r.got != nil {
			r.want = rangeOf(e.Results[i].Want)
			return r, true
		}
	}
	return comparison{}, false
}

func (e Evidence) fellShortOfChunks() bool {
	return e.fellShort(TargetChunks) || e.fellShort(TargetChunksPerSecond)
}

// withChunkPerToken is the same run, as if each token had been a chunk of its own.
func (e Evidence) withChunkPerToken() Evidence {
	e.Numbers.Chunks = *e.Numbers.Tokens
	return e
}

// tokensPerChunk is 0 where it is unknown.
func (n Numbers) tokensPerChunk() float64 {
	if n.Tokens == nil || n.Chunks <= 0 {
		return 0
	}
	return float64(*n.Tokens) / float64(n.Chunks)
}

// isBurst reports whether the chunks came together. One gap in twenty may be long all the same: a burst that does not fit into a
// TCP window waits for its acknowledgement. Where one gap is more than one in twenty, the mean tolerates what a busy machine
// adds to it.
func (n Numbers) isBurst() bool {
	if n.Chunks < minChunks {
		return false
	}
	mean := (n.Duration - n.FirstChunk).Nanoseconds() / int64(n.Chunks-1)
	return n.InterChunk.P95 <= maxBurstGap || mean <= maxBurstGap.Nanoseconds()
}

// rangeOf parses a range as Range.String prints it; anything else does not bind.
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
