// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"time"

	"github.com/codegen-dev/codegen-operator/api/reason"
)

// Fault is what went wrong in one check. A nil Fault means that all is well.
type Fault struct {
	// Reason is one of the reasons of checks.
	Reason reason.Reason
	// Message is a sentence for people: clean text of at most 300 characters, without secrets.
	Message string
	// RetryAfter is how long the engine asks to be left alone, at most an hour; zero where it does not say. Saturated only.
	RetryAfter time.Duration
	// Status is the HTTP status of the answer; zero where none came.
	Status int
	// Cancelled: the caller cancelled the context (it did not time out), or closed the client. It says nothing about the engine.
	Cancelled bool
	// Blank: the stream was whole, from its first event to its end marker, but its text is empty or white space. A
	// generation cut to one token may come to this on a well engine.
	Blank bool
}
