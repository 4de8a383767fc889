// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

//go:build !unix

package upstream

import "net"

// isQuiet cannot tell here.
func isQuiet(net.Conn) bool { return true }
