// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package chunk

import "time"

// DefaultHold is for how long text is held at most where nothing else is declared.
const DefaultHold = 250 * time.Millisecond

// Joiner says when the events of one answer go to the client as one chunk. It never sees their text: its caller keeps the
// events that are held, in the order in which they came, and sends them together whenever the Joiner closes the chunk.
// Events without text are not told to it. It makes no allocations, reads no clock, and must not be used by two goroutines at
// once. The zero Joiner lets every event through as it comes.
type Joiner struct {
	schedule Schedule
	hold     time.Duration

	holding bool      // whether there is text in the open chunk, be it of 0 tokens
	since   time.Time // when the oldest of it came
	held    int64     // its tokens

	first  time.Time // when the first chunk closed
	opened int64     // its tokens

	stats Stats
}

// NewJoiner joins by a schedule, and holds no text for longer than hold; with 0 or less none is held at all.
func NewJoiner(schedule Schedule, hold time.Duration) Joiner {
	return Joiner{schedule: schedule, hold: hold}
}

// Add adds an event with text to the open chunk, and tells whether that closes it: what is held goes to the client now, with
// this event as its end. If not, the event is held.
//
// came is when the text came at the earliest, not after now: for a reader that waits for it, now; for one that lets it wait,
// the last time at which all was read that was there. tokens is how many tokens are in it, or 1 where nobody says; less than
// 0 counts as 0, and then the text waits for more. Several events can be added as one, to be sent as one chunk
// for sure.
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

// Expire tells whether what is held must go now because its time is up, and closes the chunk then. It is called when the
// time that Due gives has come.
func (j *Joiner) Expire(now time.Time) bool {
	if !j.holding || !j.late(now) {
		return false
	}
	j.close(now, true)
	return true
}

// Flush closes the chunk whatever its size, and tells whether anything is in it to be sent. It is called at the end of the
// stream, and before text that must not be joined with what is held.
func (j *Joiner) Flush(now time.Time) bool {
	if !j.holding {
		return false
	}
	j.close(now, false)
	return true
}

// Due is when the open chunk closes: after how many more tokens, at least 1 and about Endless where only the end of the stream
// closes it; and at what time at the latest, which is zero where nothing is held.
func (j *Joiner) Due() (tokens int, by time.Time) {
	if j.holding {
		by = j.since.Add(j.hold)
	}
	return int(max(j.size()-j.held, 1)), by
}

// Stats is what came of it so far. Text that is held is not in it.
func (j *Joiner) Stats() Stats {
	stats := j.stats
	stats.Over = j.schedule.over()
	return stats
}

// size is of the open chunk in tokens. The first one is never held, be it of 0 tokens.
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
	j.schedule = j.schedule.within(j.hold, since, now.Sub(j.first)).Close(int(min(j.held, mostTokens)))
	j.stats.count(j.held, now.Sub(j.since), forced)
	j.holding, j.held = false, 0
}
