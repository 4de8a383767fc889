// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

// Requests returns the requests that the engine got, oldest first: the latest 5,000 at least.
func (e *Engine) Requests() []Request { return e.log.all() }

// Streams returns those of Requests that were streamed generations.
func (e *Engine) Streams() []Request {
	var streams []Request
	for _, r := range e.Requests() {
		if r.Kind == KindStream {
			streams = append(streams, r)
		}
	}
	return streams
}

// Counts returns the totals.
func (e *Engine) Counts() Counts { return e.log.counted() }

// Forget forgets all requests and resets the totals, but for what is in flight.
func (e *Engine) Forget() { e.log.forget() }
