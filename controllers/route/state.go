// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import "time"

// State is what carrying came to.
type State struct {
	// Carried: every declared route carries the destination, or there is none to carry it.
	Carried bool
	// Pending: it cannot be told yet, and nothing was changed.
	Pending bool
	// Reason and Message are those of the condition Routed.
	Reason, Message string
	// Err is the error to try again after, with backoff; nil where trying again soon would not help.
	Err error
	// Retry is when to look again although nothing tells us of a change; 0: never.
	Retry time.Duration
}
