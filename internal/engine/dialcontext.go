// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"context"
	"net"
)

// DialContext connects to "host:port" in the way in which engines are connected to, for others who may reach no more
// than they do. The error says in clean words what went wrong.
func (n *Network) DialContext(ctx context.Context, hostport string) (net.Conn, error) {
	conn, err := n.connect(ctx, hostport)
	if err != nil {
		return nil, &dialError{message: faultClassifier{where: hostport}.fault(ctx, err).Message, err: err}
	}
	return conn, nil
}

// dialError speaks in the words of a fault.
type dialError struct {
	message string
	err     error
}

func (e *dialError) Error() string { return e.message }

func (e *dialError) Unwrap() error { return e.err }
