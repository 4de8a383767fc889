// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package source

import (
	"sync/atomic"

	"github.com/codegen-dev/codegen-operator/internal/gateway/admit"
	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
)

// Snapshot is all that is known of a backend. It is never changed: a change makes another one.
type Snapshot struct {
	// Table is the routing table.
	Table *table.Table
	// Policy says which clients are let in; nil: it is not declared, and none is.
	Policy *admit.Policy
}

// Current is the snapshot that holds now. The zero Current has none.
type Current struct{ snapshot atomic.Pointer[Snapshot] }

// Table is the routing table; nil: it is not known yet.
func (c *Current) Table() *table.Table {
	if s := c.snapshot.Load(); s != nil {
		return s.Table
	}
	return nil
}

// Policy says which clients are let in; nil: it is not known yet.
func (c *Current) Policy() *admit.Policy {
	if s := c.snapshot.Load(); s != nil {
		return s.Policy
	}
	return nil
}

// Known tells whether there is a snapshot.
func (c *Current) Known() bool { return c.snapshot.Load() != nil }
