// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"cmp"
	"net/http"
)

// continuation is what this engine does.
func (c *call) continuation() Continuation {
	if c.engine.protocol == OpenAI {
		return cmp.Or(c.script.Continuation, Continues)
	}
	return cmp.Or(c.script.Continuation, Restarts)
}

// split finds the beginning of an answer at the end of a prompt, for an engine that does anything else than to take both for the prompt.
func (c *call) split(whole string) (prompt, partial string) {
	if c.continuation() == Restarts {
		return whole, ""
	}
	return splitPrompt(whole, c.compose)
}

// continued are the tokens that answer a prompt after the beginning of its answer; "" is none.
func (c *call) continued(prompt, partial string) []string {
	whole := c.compose(prompt)
	switch does := c.continuation(); {
	case partial == "", does == Restarts:
		return whole
	case does == Strays:
		return tokenise("I would rather talk about the weather.")
	}
	return rest(whole, partial)
}

// refuses answers a request to continue with an error, where the engine does that.
func (c *call) refuses(w http.ResponseWriter, partial string) bool {
	if partial == "" || c.continuation() != Refuses {
		return false
	}
	c.fail(w, http.StatusBadRequest, "The beginning of an answer cannot be continued.")
	return true
}
