// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package source

import (
	"sync/atomic"

	"github.com/codegen-dev/codegen-operator/internal/gateway/admit"
	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
)

// Picture is all that is known of a backend. It is never changed once it is shown.
type Picture struct {
	// Table is where requests go.
	Table *table.Table
	// Policy is who is let in; nil: it is not declared, and nobody is.
	Policy *admit.Policy
}

// Shown is the picture that holds now. The zero Shown has none.
type Shown struct{ picture atomic.Pointer[Picture] }

// Table is where requests go; nil: it is not known yet.
func (s *Shown) Table() *table.Table {
	if p := s.picture.Load(); p != nil {
		return p.Table
	}
	return nil
}

// Policy is who is let in; nil: it is not known yet.
func (s *Shown) Policy() *admit.Policy {
	if p := s.picture.Load(); p != nil {
		return p.Policy
	}
	return nil
}

// Known tells whether there is a picture.
func (s *Shown) Known() bool { return s.picture.Load() != nil }
