// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"context"
	"slices"
	"sync"
)

// queue lets a few sequences run at once and queues the others, first come
// first served. Its zero value is empty.
type queue struct {
	mu      sync.Mutex // guards what follows
	running int
	line    []chan struct{}
}

// enter waits for one of so many slots; slots below 1 are no limit. Where it
// returns nil, leave must follow.
func (q *queue) enter(ctx context.Context, slots int) error {
	turn := q.join(slots)
	if turn == nil {
		return nil
	}
	select {
	case <-turn:
		return nil
	case <-ctx.Done():
		q.giveUp(turn)
		return ctx.Err()
	}
}

// join takes a slot and returns nil, or else a place in the queue.
func (q *queue) join(slots int) chan struct{} {
	q.mu.Lock()
	defer q.mu.Unlock()
	if slots < 1 || q.running < slots {
		q.running++
		return nil
	}
	turn := make(chan struct{})
	q.line = append(q.line, turn)
	return turn
}

// leave hands the slot to the next in the queue, if any.
func (q *queue) leave() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.line) == 0 {
		q.running--
		return
	}
	close(q.line[0])
	q.line = q.line[1:]
}

// giveUp leaves the queue, or hands on the slot that came at the same moment.
func (q *queue) giveUp(turn chan struct{}) {
	q.mu.Lock()
	i := slices.Index(q.line, turn)
	if i >= 0 {
		q.line = slices.Delete(q.line, i, i+1)
	}
	q.mu.Unlock()
	if i < 0 {
		q.leave()
	}
}

func (q *queue) lengths() (running, waiting int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.running, len(q.line)
}
