// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import "sync"

// bufferSize is the size of new read buffers, in bytes: at a usual pace, a chunk's worth of events fits into one.
const bufferSize = 3 << 10

var buffers = sync.Pool{New: func() any { b := make([]byte, bufferSize); return &b }}

func getBuffer() []byte { return *buffers.Get().(*[]byte) }

func putBuffer(b []byte) {
	if cap(b) <= 4*bufferSize {
		buffers.Put(&b)
	}
}
