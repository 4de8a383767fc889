// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

//go:build unix

package upstream

import (
	"errors"
	"io"
	"syscall"
)

// hushed is after how many bytes a socket wakes somebody although nobody waits for it: enough for a chunk, and far below what a
// socket holds, so that no engine is held up.
const hushed = 8 << 10

// ear is the way to a socket around the poller.
type ear struct {
	raw   syscall.RawConn
	quiet bool
	// p, n and err are of the read that is under way; look is a.read, made once.
	p    []byte
	n    int
	err  error
	look func(fd uintptr)
}

// hear finds the socket under a connection. Where something is in between, such as TLS, there is none: what that needs to read is
// not what we read.
func (a *Answer) hear() *ear {
	if a.ear == nil {
		a.ear = &ear{}
		if c, ok := a.conn.(syscall.Conn); ok {
			a.ear.raw, _ = c.SyscallConn()
		}
		a.ear.look = a.ear.read
	}
	return a.ear
}

// Hush keeps the socket from waking anybody for the next few events, which Look will read. An end wakes all the same.
func (a *Answer) Hush() {
	if e := a.hear(); e.raw != nil && !e.quiet {
		e.quiet = e.atLeast(hushed)
	}
}

// speak undoes Hush, before somebody waits.
func (e *ear) speak() {
	if e != nil && e.quiet {
		e.quiet = !e.atLeast(1)
	}
}

// atLeast sets for how many bytes the socket wakes somebody (SO_RCVLOWAT).
func (e *ear) atLeast(bytes int) bool {
	var err error
	control := e.raw.Control(func(fd uintptr) {
		err = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVLOWAT, bytes)
	})
	return control == nil && err == nil
}

// canLook tells whether Look says anything.
func (a *Answer) canLook() bool { return a.hear().raw != nil && len(a.early) == 0 && !a.body.done }

// peek reads what is there, and does not wait.
func (a *Answer) peek(p []byte) (int, error) {
	e := a.hear()
	e.p, e.n, e.err = p, 0, nil
	err := e.raw.Control(e.look)
	e.p = nil
	if err != nil {
		return 0, err
	}
	return e.n, e.err
}

func (e *ear) read(fd uintptr) {
	for {
		e.n, e.err = syscall.Read(int(fd), e.p)
		switch {
		case errors.Is(e.err, syscall.EINTR):
			continue
		case errors.Is(e.err, syscall.EAGAIN):
			e.n, e.err = 0, nil
		case e.err == nil && e.n == 0:
			e.err = io.EOF
		}
		e.n = max(e.n, 0)
		return
	}
}
