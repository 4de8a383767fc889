// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package events emits Kubernetes events for changes between two statuses, and one line in the log for each.
package events

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/codegen-dev/codegen-operator/api/reason"
)

// Event is one change.
type Event struct {
	// Type is Normal or Warning.
	Type string
	// Reason is one of the reasons of the API.
	Reason reason.Reason
	// Action is what the operator did, in one word.
	Action string
	// Message is a sentence.
	Message string
}

// The actions of events.
const (
	actionProbe     = "Probe"
	actionRoute     = "Route"
	actionReconcile = "Reconcile"
	actionCanary    = "Canary"
	actionServe     = "Serve"
	actionFlip      = "Flip"
	actionObserve   = "Observe"
	actionFailback  = "Failback"
	actionPin       = "Pin"
)

func normal(why reason.Reason, action, message string) Event {
	return Event{corev1.EventTypeNormal, why, action, message}
}

func warning(why reason.Reason, action, message string) Event {
	return Event{corev1.EventTypeWarning, why, action, message}
}
