// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import "strconv"

// defaultCompletion is how many tokens a completion has at most where the client does not say, by OpenAI's API and on vLLM.
const defaultCompletion = 16

// remaining changes the budget of a request into what is left of it, so that the client never gets more tokens than it asked for. ok is
// false where nothing is left for sure.
func (r *Request) remaining(a UpstreamRequest, sofar Progress) (changes []change, ok bool) {
	most := r.MaxTokens
	if most == 0 && r.Call == Completion && sofar.AtLeast < defaultCompletion {
		most = defaultCompletion
	}
	if most > 0 {
		changes = r.atMost(a, most-sofar.AtMost)
	}
	if least := number(member(a.Body, "min_tokens")); least > 0 {
		changes = append(changes, change{"min_tokens", integer(max(least-sofar.AtLeast, 0))})
	}
	return changes, most == 0 || most > sofar.AtMost
}

// atMost bounds a request to so many tokens, in the words in which it was bounded.
func (r *Request) atMost(a UpstreamRequest, tokens int) (changes []change) {
	left := integer(tokens)
	if r.Call != Completion && said(member(a.Body, "max_completion_tokens")) {
		changes = append(changes, change{"max_completion_tokens", left})
	}
	if len(changes) == 0 || said(member(a.Body, "max_tokens")) {
		changes = append(changes, change{"max_tokens", left})
	}
	return changes
}

func integer(n int) []byte { return strconv.AppendInt(nil, int64(n), 10) }
