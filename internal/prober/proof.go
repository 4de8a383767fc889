// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"time"

	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// Continuation is what an engine does with the beginning of an answer that it is asked to continue; empty: it was not asked yet.
type Continuation string

const (
	// ContinuationUnknown means that the engine has to be asked again, or that its answer was not clear.
	ContinuationUnknown Continuation = "Unknown"
	// ContinuationProven means that it went on exactly where the beginning ended.
	ContinuationProven Continuation = "Proven"
	// ContinuationRefused means that it answered with an error.
	ContinuationRefused Continuation = "Refused"
	// ContinuationIgnored means that it began the answer again.
	ContinuationIgnored Continuation = "Ignored"
)

// isClear reports whether the engine need not be asked again until it changes.
func (c Continuation) isClear() bool { return c != "" && c != ContinuationUnknown }

// proof is what an engine did, and which engine that was.
type proof struct {
	found   Continuation
	version string
	models  []protocol.Model
	stale   bool      // its version is another one now
	at      time.Time // when the engine was last asked
}
