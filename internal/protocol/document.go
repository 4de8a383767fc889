// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import (
	"fmt"
	"strconv"
)

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

// Document is what an OpenAI engine answers at once.
type Document struct {
	// Tokens is how many were generated; 0: it does not say.
	Tokens int
	// Choices is how many choices there are.
	Choices int
	// Failure is what is wrong with it, as the rest of a sentence about the answer; empty: it is one. An error document is none.
	Failure string
}

// ReadDocument reads an answer that came with the status 200. One that was cut off, that has no choice, or one that the engine gave
// up, is none.
func ReadDocument(document []byte) Document {
	if !validObject(document) {
		return Document{Failure: "is not a whole JSON document"}
	}
	var d Document
	for choice := range elements(member(document, "choices")) {
		d.Choices++
		if failure := givenUp(choiceOf(choice).Finish); failure != "" {
			return Document{Failure: "is not whole: " + failure}
		}
	}
	if d.Choices == 0 {
		d.Failure = "has no choices"
	}
	d.Tokens, _ = CompletionTokens(member(document, "usage"))
	return d
}

// UsageOf is the object that counts tokens, where an engine sent none: the prompt's are not known, and count as 0.
func UsageOf(completion int) []byte {
	return fmt.Appendf(nil, `{"prompt_tokens":0,"completion_tokens":%d,"total_tokens":%d}`, completion, completion)
}

// CompletionTokens is how many tokens were generated, where an object that counts tokens tells.
func CompletionTokens(usage []byte) (tokens int, told bool) {
	tokens, err := strconv.Atoi(string(member(usage, "completion_tokens")))
	return tokens, err == nil
}
