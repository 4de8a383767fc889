// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sse

import "bytes"

// AppendEvent writes data as an event. Data of several lines is written as such.
func AppendEvent(out, data []byte) []byte {
	if bytes.IndexByte(data, '\n') >= 0 {
		data = bytes.ReplaceAll(data, []byte("\n"), []byte("\ndata: "))
	}
	out = append(append(out, "data: "...), data...)
	return append(out, "\n\n"...)
}
