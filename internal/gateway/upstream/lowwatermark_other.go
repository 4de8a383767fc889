// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

//go:build !unix

package upstream

// socket is the way to a connection's socket around the poller. There is none on this platform.
type socket struct{}

// RaiseLowWatermark does nothing on this platform.
func (r *Response) RaiseLowWatermark() {}

func (s *socket) resetLowWatermark() {}

func (r *Response) canReadAvailable() bool { return false }

func (r *Response) readSocket([]byte) (int, error) { return 0, nil }
