// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

//go:build !unix

package upstream

import "net"

// isReusable cannot be found out on this platform.
func isReusable(net.Conn) bool { return true }
