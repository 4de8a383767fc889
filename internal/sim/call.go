// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"context"
	"net/http"
	"time"
)

// call is one request on its way through the engine, with the script that holds for it.
type call struct {
	engine    *shared
	script    Script
	behaviour *behaviour
	kind      Kind
	body      *body
	entry     *entry
}

type callKey struct{}

func callOf(r *http.Request) *call { return r.Context().Value(callKey{}).(*call) }

// attach makes the call available to handlers of the request.
func (c *call) attach(r *http.Request) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), callKey{}, c))
}

// now is the time that the engine writes into its replies. It never waits by it.
func (c *call) now() time.Time {
	if c.behaviour.skew == nil {
		return time.Now()
	}
	return time.Now().Add(c.behaviour.skew())
}

// count adds tokens that a model generated for the call.
func (c *call) count(model string, tokens int) {
	c.entry.sent(tokens)
	c.engine.tokens.add(model, tokens)
}

// slots is how many sequences the engine runs at once; below 1 there is no limit.
func (c *call) slots() int {
	if c.script.Slots == 0 && c.engine.protocol == MultiLoRA {
		return 1
	}
	return c.script.Slots
}
