// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import "strconv"

// Answer is a whole answer, for a client that asked for one at once.
type Answer struct {
	// Text are the characters of the text.
	Text []byte
	// Finish is why it ended; empty: nobody said, and it is taken for stop.
	Finish string
	// Usage is the object that counts tokens; nil: there is none.
	Usage []byte
	// Milliseconds is how long it took.
	Milliseconds int64
}

// ReadDocument reads an answer that came as one document, of whatever protocol. tokens is how many were generated, 0 where it does not
// say. whole is false where it is not a JSON object: it was cut off.
func ReadDocument(document []byte) (tokens int, whole bool) {
	if !validObject(document) {
		return 0, false
	}
	tokens, _ = CompletionTokens(member(document, "usage"))
	return tokens, true
}

// CompletionTokens is how many tokens were generated, where an object that counts tokens tells.
func CompletionTokens(usage []byte) (tokens int, told bool) {
	tokens, err := strconv.Atoi(string(member(usage, "completion_tokens")))
	return tokens, err == nil
}
