// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package chunk

import "time"

// DefaultHold is the longest time that text is held where nothing else is declared.
const DefaultHold = 250 * time.Millisecond

// Joiner decides when the events of one answer go to the client as one chunk. It never sees their text: its caller keeps the events that
// are held, in order, and sends them together when the Joiner closes the chunk. Events without text are not added to it. It makes no
// allocations, reads no clock, and must not be used by two goroutines at once. The zero Joiner passes every event as it comes.
type Joiner struct {
	schedule Schedule
	hold     time.Duration

	holding bool      // whether there is text in the open chunk, even of 0 tokens
	since   time.Time // when the oldest of it came
	held    int64     // its tokens

	first  time.Time // when the first chunk closed
	opened int64     // its tokens

	stats Stats
}

// NewJoiner joins events by a schedule, and holds no text for longer than hold; 0 or less: no text is held.
func NewJoiner(schedule Schedule, hold time.Duration) Joiner {
	return Joiner{schedule: schedule, hold: hold}
}

// Add adds an event with text to the open chunk, and tells whether that closes it: then what is held goes to the client, with this event as
// its end. Otherwise the event is held.
//
// came is the earliest time at which the text can have come, not after now: now for a caller that waits for it, and for one that lets it
// wait the last time at which it read all that was there. tokens is how many tokens are in it, or 1 if that is unknown; less than 0 counts
// as 0, and then the text waits for more. Several events can be added as one, which then certainly go out as one chunk.
func (j *Joiner) Add(came, now time.Time, tokens int) bool {
	if !j.holding {
		j.holding, j.since = true, came
	}
	j.held += counted(tokens)
	if full := j.held >= j.size(); full || j.late(now) {
		j.close(now, !full)
		return true
	}
	return false
}

// Expire closes the chunk if its text was held for long enough, and tells whether it did. Call it at the time that Due gives.
func (j *Joiner) Expire(now time.Time) bool {
	if !j.holding || !j.late(now) {
		return false
	}
	j.close(now, true)
	return true
}

// Flush closes the chunk whatever its size, and tells whether there is anything in it to send. Call it at the end of the stream, and before
// text that must not be joined with what is held.
func (j *Joiner) Flush(now time.Time) bool {
	if !j.holding {
		return false
	}
	j.close(now, false)
	return true
}

// Due is when the open chunk closes: after how many more tokens, which is at least 1, and about Endless if only the end of the stream
// closes it; and at what time at the latest, which is zero if nothing is held.
func (j *Joiner) Due() (tokens int, by time.Time) {
	if j.holding {
		by = j.since.Add(j.hold)
	}
	return int(max(j.size()-j.held, 1)), by
}

// Stats are the numbers so far. Text that is held is not counted.
func (j *Joiner) Stats() Stats {
	stats := j.stats
	stats.Over = j.schedule.over()
	return stats
}

// size is the size of the open chunk in tokens. The first chunk is never held, even with 0 tokens.
func (j *Joiner) size() int64 {
	if j.stats.Chunks == 0 {
		return 0
	}
	return int64(j.schedule.Size())
}

func (j *Joiner) late(now time.Time) bool { return now.Sub(j.since) >= j.hold }

func (j *Joiner) close(now time.Time, forced bool) {
	if j.stats.Chunks == 0 {
		j.first, j.opened = now, j.held
	}
	since := min(int64(j.stats.Tokens)+j.held-j.opened, mostTokens)
	j.schedule = j.schedule.withHold(j.hold, since, now.Sub(j.first)).Close(int(min(j.held, mostTokens)))
	j.stats.count(j.held, now.Sub(j.since), forced)
	j.holding, j.held = false, 0
}
