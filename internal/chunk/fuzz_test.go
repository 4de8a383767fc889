// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package chunk_test

import (
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/chunk"
)

// FuzzJoiner plays any calls to a joiner, two bytes each: what to do, and with how many tokens or milliseconds. Whatever they
// are, nothing that was added is lost or sent twice, and the chunks beyond the range are counted.
func FuzzJoiner(f *testing.F) {
	f.Add(50, 100, 512, 250, []byte{0, 1, 0, 1, 1, 200, 0, 3, 2, 0, 3, 0})
	f.Add(1, 1, 0, 0, []byte{0, 0, 0, 255, 1, 255, 2, 0})
	f.Add(-1, -1, -1, -1, []byte{0, 9})
	f.Fuzz(func(t *testing.T, least, most, bound, hold int, calls []byte) {
		declared := chunk.Range{Min: least, Max: most}
		p := player{joiner: chunk.NewJoiner(chunk.NewSchedule(declared, bound), time.Duration(hold)*time.Millisecond), now: noon}
		for ; len(calls) > 1; calls = calls[2:] {
			p.play(calls[0], int(calls[1]))
		}
		p.sendIf(p.joiner.Flush(p.now))

		over := 0
		if most > 0 {
			over = max(p.chunks-most, 0)
		}
		stats := p.joiner.Stats()
		if p.held != 0 || stats.Tokens != p.added || stats.Chunks != p.chunks || stats.Over != over {
			t.Errorf("%d tokens in %d chunks, %d of them over, give %+v", p.added, p.chunks, over, stats)
		}
	})
}

type player struct {
	joiner        chunk.Joiner
	now           time.Time
	held          int // events
	added, chunks int
}

func (p *player) play(call byte, n int) {
	p.joiner.Due()
	switch call % 4 {
	case 0:
		p.held++
		p.added += n
		p.sendIf(p.joiner.Add(p.now, p.now, n))
	case 1:
		p.now = p.now.Add(time.Duration(n) * time.Millisecond)
	case 2:
		p.sendIf(p.joiner.Expire(p.now))
	case 3:
		p.sendIf(p.joiner.Flush(p.now))
	}
}

func (p *player) sendIf(closed bool) {
	if closed {
		p.chunks++
		p.held = 0
	}
}
