// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

//go:build unix

package upstream

import (
	"errors"
	"net"
	"syscall"
)

// isReusable tells whether nothing has come on an idle connection, not even its end. Under TLS any byte counts, because its meaning is
// unknown.
func isReusable(conn net.Conn) bool {
	if secured, ok := conn.(interface{ NetConn() net.Conn }); ok {
		conn = secured.NetConn()
	}
	c, ok := conn.(syscall.Conn)
	if !ok {
		return true
	}
	raw, err := c.SyscallConn()
	if err != nil {
		return false
	}
	empty := false
	err = raw.Control(func(fd uintptr) {
		_, _, err := syscall.Recvfrom(int(fd), make([]byte, 1), syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
		empty = errors.Is(err, syscall.EAGAIN)
	})
	return err == nil && empty
}
