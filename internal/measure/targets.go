// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package measure

import "strconv"

// Range is a declared bound. Both ends are inclusive; a nil end does not bind.
type Range struct{ Min, Max *int64 }

// Targets is the streaming contract: what users feel, as bounds. A target without a bound is not judged.
type Targets struct {
	// Chunks bounds the number of chunks.
	Chunks Range
	// DurationMilliseconds bounds Numbers.Duration, in milliseconds.
	DurationMilliseconds Range
	// ChunksPerSecond bounds Numbers.ChunksPerSecond.
	ChunksPerSecond Range
	// FirstChunkMilliseconds bounds Numbers.FirstChunk, in milliseconds.
	FirstChunkMilliseconds Range
	// InterChunkMilliseconds bounds the longest gap between two chunks, in milliseconds.
	InterChunkMilliseconds Range
}

// The names of the targets, as results carry them.
const (
	TargetChunks                 = "Chunks"
	TargetDurationMilliseconds   = "DurationMilliseconds"
	TargetChunksPerSecond        = "ChunksPerSecond"
	TargetFirstChunkMilliseconds = "FirstChunkMilliseconds"
	TargetInterChunkMilliseconds = "InterChunkMilliseconds"
)

// String prints a range as "50..100", "10.." or "..5000"; without a bound it is "..".
func (r Range) String() string {
	return bound(r.Min) + ".." + bound(r.Max)
}

func (r Range) binds() bool { return r.Min != nil || r.Max != nil }

func bound(b *int64) string {
	if b == nil {
		return ""
	}
	return strconv.FormatInt(*b, 10)
}
