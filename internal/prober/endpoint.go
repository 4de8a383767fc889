// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// The words of package engine that a plan is written in. Whoever writes plans need not know the clients.
type (
	// Endpoint is where an engine is and how to be let in.
	Endpoint = engine.Endpoint
	// Protocol is the wire format that it speaks.
	Protocol = protocol.Protocol
	// Secret is a credential; it never shows itself in print.
	Secret = engine.Key
	// Network is how engines are reached.
	Network = engine.Network
)
