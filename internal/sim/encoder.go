// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

// encoder writes the parts of a stream as a protocol has them.
type encoder interface {
	opening() []event             // before the first text
	text(tokens ...string) event  // a chunk of these tokens
	empty() []event               // events without any text
	failure(m string) []event     // an error inside the stream
	ending(j *generation) []event // after the last text, the end marker not included
	marker() []event              // the end marker
}
