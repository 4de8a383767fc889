// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package dashboard

import (
	"errors"
	"net"
	"net/url"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/codegen-dev/codegen-operator/internal/page"
)

// Trouble is why nothing is heard of the backends. The page has words for each.
type Trouble string

// The troubles.
const (
	// NotAllowed: the user may not list or watch backends.
	NotAllowed Trouble = "NotAllowed"
	// NotKnown: the API server does not know who this is.
	NotKnown Trouble = "NotKnown"
	// NotInstalled: the cluster has no CRD for them.
	NotInstalled Trouble = "NotInstalled"
	// NotReached: the API server does not answer.
	NotReached Trouble = "NotReached"
	// NotAnswered: it answers with something else.
	NotAnswered Trouble = "NotAnswered"
)

// Health is how the watch is.
type Health struct {
	// Phase is Starting, Live or Lost.
	Phase Phase `json:"phase"`
	// Trouble says why it is lost; empty: it is not.
	Trouble Trouble `json:"trouble,omitempty"`
	// Message is what the API server, or the way to it, says.
	Message string `json:"message,omitempty"`
}

// Phase of the watch.
type Phase string

// The phases.
const (
	// Starting: nothing was heard yet.
	Starting Phase = "Starting"
	// Live: what is shown is what there is.
	Live Phase = "Live"
	// Lost: what is shown is what there was.
	Lost Phase = "Lost"
)

func lost(err error) Health {
	return Health{Phase: Lost, Trouble: troubleOf(err), Message: page.Sanitize(err.Error())}
}

func troubleOf(err error) Trouble {
	var network net.Error
	var way *url.Error
	switch {
	case apierrors.IsForbidden(err):
		return NotAllowed
	case apierrors.IsUnauthorized(err):
		return NotKnown
	case apierrors.IsNotFound(err):
		return NotInstalled
	case errors.As(err, &network), errors.As(err, &way):
		return NotReached
	}
	return NotAnswered
}
