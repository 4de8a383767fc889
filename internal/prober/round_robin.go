// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"maps"
	"time"
)

// roundRobin pulses each declared model in turn, because an adapter may be listed and broken. A model that fails keeps its turn,
// so that its failure is confirmed, or gone, before passes of other models hide it. The zero value starts with the first model.
type roundRobin struct {
	next    int                  // index of the model whose turn it is
	skipped int                  // pulses in a row that were skipped because the engine was busy
	proven  map[string]time.Time // when each model last generated; replaced, never changed
	broken  string               // the model that fails while others do not; empty: none
}

// maxSkipped is how many pulses in a row are skipped on a busy engine before the model in turn is asked all the same.
const maxSkipped = 5

// maySkip reports whether a pulse may be skipped because the engine is busy: always where there is one model, because the work
// is that model's.
func (r roundRobin) maySkip(models int) bool { return models <= 1 || r.skipped < maxSkipped }

// afterPass gives the turn to the next model.
func (r roundRobin) afterPass(model string, now time.Time) roundRobin {
	proven := maps.Clone(r.proven)
	if proven == nil {
		proven = map[string]time.Time{}
	}
	proven[model] = now
	return roundRobin{next: r.next + 1, proven: proven}
}

// afterSkip keeps the turn.
func (r roundRobin) afterSkip() roundRobin {
	r.skipped++
	return r
}

// afterFailure keeps the turn, and remembers the broken model; empty: it may be the engine.
func (r roundRobin) afterFailure(broken string) roundRobin {
	r.skipped, r.broken = 0, broken
	return r
}

// afterEngineFailure passes the turn on; each model has to prove itself again.
func (r roundRobin) afterEngineFailure() roundRobin { return roundRobin{next: r.next + 1} }

// provenSince is the model that generated last, of those that generated after the given one last did; empty: there is none.
func (r roundRobin) provenSince(model string) string {
	found, latest := "", r.proven[model]
	for other, at := range r.proven {
		if other != model && at.After(latest) {
			found, latest = other, at
		}
	}
	return found
}
