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

// Problem is the reason why the watch does not work. The page has a text for each.
type Problem string

// The problems.
const (
	// Forbidden: the user may not list or watch backends.
	Forbidden Problem = "Forbidden"
	// Unauthorized: the API server does not accept the credentials.
	Unauthorized Problem = "Unauthorized"
	// NotInstalled: the cluster does not have the CRD.
	NotInstalled Problem = "NotInstalled"
	// Unreachable: the API server does not answer.
	Unreachable Problem = "Unreachable"
	// Failed: the API server answers with another error.
	Failed Problem = "Failed"
)

// Health is the health of the watch.
type Health struct {
	// Phase is Starting, Live or Lost.
	Phase Phase `json:"phase"`
	// Problem says why it is lost; empty if it is not.
	Problem Problem `json:"problem,omitempty"`
	// Message is the error of the request.
	Message string `json:"message,omitempty"`
}

// Phase of the watch.
type Phase string

// The phases.
const (
	// Starting: the first list is not complete.
	Starting Phase = "Starting"
	// Live: the page is up to date.
	Live Phase = "Live"
	// Lost: the page shows an earlier state.
	Lost Phase = "Lost"
)

func lost(err error) Health {
	return Health{Phase: Lost, Problem: problemOf(err), Message: page.Sanitize(err.Error())}
}

func problemOf(err error) Problem {
	var network net.Error
	var way *url.Error
	switch {
	case apierrors.IsForbidden(err):
		return Forbidden
	case apierrors.IsUnauthorized(err):
		return Unauthorized
	case apierrors.IsNotFound(err):
		return NotInstalled
	case errors.As(err, &network), errors.As(err, &way):
		return Unreachable
	}
	return Failed
}
