// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package status

import (
	"time"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/controllers/route/state"
	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/prober"
)

// Result is what one reconcile observed, decided and did.
type Result struct {
	// Now is the time of the reconcile.
	Now time.Time
	// Observed is what the prober observed of both engines.
	Observed prober.Observation
	// Decision is which engine should be active.
	Decision decide.Decision
	// Routes is what became of the routes.
	Routes state.Summary
	// StallReason is why the object cannot be reconciled; the zero value: it can.
	StallReason StallReason
}

// StallReason is why an object cannot be reconciled until a user fixes something. The zero value means that it can.
type StallReason struct {
	// Reason and Message become those of the condition Stalled.
	Reason  reason.Reason
	Message string
}

// IsZero reports whether the object can be reconciled.
func (s StallReason) IsZero() bool { return s.Reason == "" }

// Moved reports whether the decision was carried out. The status must not name an engine that no route points to; if
// only some do, Routed and status.routes say so. A step to a larger share counts once every route has made it. A
// failback that is aborted counts at once, because some routes follow the status, and the next reconcile must not go
// on with it.
func (r Result) Moved() bool {
	if r.Decision.Stepped {
		return r.Routes.Ready || r.Decision.Memory.Share == 0
	}
	return (r.Decision.Flipped || r.Decision.Selected) && r.Routes.Begun
}
