// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"net"
	"syscall"
	"time"
)

// fillBacklog makes the kernel drop new connection attempts, as a host does whose
// packets are lost: it shrinks the backlog of the listening socket to one and takes
// that place with a connection of its own. Linux allows listen on a listening socket.
func fillBacklog(l *net.TCPListener) []net.Conn {
	setBacklog(l, 0)
	var fillers []net.Conn
	for range 8 { // one is enough, more only where some were on their way
		c, err := net.DialTimeout("tcp", l.Addr().String(), 20*time.Millisecond)
		if err != nil {
			break // full: even our own attempt hangs
		}
		fillers = append(fillers, c)
	}
	return fillers
}

// openBacklog undoes fillBacklog; the kernel cuts the number to its own limit.
func openBacklog(l *net.TCPListener) { setBacklog(l, 4096) }

func setBacklog(l *net.TCPListener, size int) {
	raw, err := l.SyscallConn()
	if err != nil {
		return // closed meanwhile: nobody will connect
	}
	_ = raw.Control(func(fd uintptr) { _ = syscall.Listen(int(fd), size) })
}
