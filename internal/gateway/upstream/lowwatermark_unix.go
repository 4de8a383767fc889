// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

//go:build unix

package upstream

import (
	"errors"
	"io"
	"syscall"
)

// raisedLowWatermark is how many bytes must be in a socket to wake the process although nothing waits for them: enough for a chunk, and far
// less than a socket holds, so that no engine is held up.
const raisedLowWatermark = 8 << 10

// socket is the way to a connection's socket around the poller.
type socket struct {
	raw syscall.RawConn
	// raised: the low watermark is raised.
	raised bool
	// p, n and err belong to the read that is under way; readFunc is the method read, made once.
	p        []byte
	n        int
	err      error
	readFunc func(fd uintptr)
}

// rawSocket finds the socket under a connection. Where something is in between, such as TLS, there is none: what TLS reads is not what the
// caller gets.
func (r *Response) rawSocket() *socket {
	if r.socket == nil {
		r.socket = &socket{}
		if c, ok := r.conn.(syscall.Conn); ok {
			r.socket.raw, _ = c.SyscallConn()
		}
		r.socket.readFunc = r.socket.read
	}
	return r.socket
}

// RaiseLowWatermark keeps the socket from waking the process for the next few events, which ReadAvailable will read. The end of the
// connection wakes it all the same.
func (r *Response) RaiseLowWatermark() {
	if s := r.rawSocket(); s.raw != nil && !s.raised {
		s.raised = s.setLowWatermark(raisedLowWatermark)
	}
}

// resetLowWatermark undoes RaiseLowWatermark, before a read that waits.
func (s *socket) resetLowWatermark() {
	if s != nil && s.raised {
		s.raised = !s.setLowWatermark(1)
	}
}

// setLowWatermark sets how many bytes make the socket readable (SO_RCVLOWAT), and tells whether that worked.
func (s *socket) setLowWatermark(bytes int) bool {
	var err error
	control := s.raw.Control(func(fd uintptr) {
		err = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVLOWAT, bytes)
	})
	return control == nil && err == nil
}

func (r *Response) canReadAvailable() bool {
	return r.rawSocket().raw != nil && len(r.early) == 0 && !r.body.done
}

// readSocket reads what is in the socket, and does not wait.
func (r *Response) readSocket(p []byte) (int, error) {
	s := r.rawSocket()
	s.p, s.n, s.err = p, 0, nil
	err := s.raw.Control(s.readFunc)
	s.p = nil
	if err != nil {
		return 0, err
	}
	return s.n, s.err
}

func (s *socket) read(fd uintptr) {
	for {
		s.n, s.err = syscall.Read(int(fd), s.p)
		switch {
		case errors.Is(s.err, syscall.EINTR):
			continue
		case errors.Is(s.err, syscall.EAGAIN):
			s.n, s.err = 0, nil
		case s.err == nil && s.n == 0:
			s.err = io.EOF
		}
		s.n = max(s.n, 0)
		return
	}
}
