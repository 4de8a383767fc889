// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

//go:build !linux

package sim

import "net"

// fillBacklog does nothing where listen cannot shrink a backlog: connections are
// then made by the kernel, and nothing answers them.
func fillBacklog(*net.TCPListener) []net.Conn { return nil }

func openBacklog(*net.TCPListener) {}
