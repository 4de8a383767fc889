// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package upstream

import "sync"

// maxPooled is the largest buffer that is kept, in bytes.
const maxPooled = 64 << 10

var buffers = sync.Pool{New: func() any { b := make([]byte, 0, 4<<10); return &b }}

func getBuffer() *[]byte { return buffers.Get().(*[]byte) }

func putBuffer(b *[]byte) {
	if cap(*b) <= maxPooled {
		buffers.Put(b)
	}
}
