// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package dashboard

import (
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// State is the state of a backend in one word.
type State string

// The states, the worst first.
const (
	// Down: no healthy engine serves.
	Down State = "Down"
	// Stalled: somebody has to fix it.
	Stalled State = "Stalled"
	// Degraded: a healthy engine serves, but not as declared.
	Degraded State = "Degraded"
	// Waiting: not known yet.
	Waiting State = "Waiting"
	// OK: a healthy engine serves as declared.
	OK State = "OK"
)

// Summary is one line of the list.
type Summary struct {
	Key       string              `json:"key"`
	Namespace string              `json:"namespace"`
	Name      string              `json:"name"`
	Revision  string              `json:"revision"`
	State     State               `json:"state"`
	Active    v1alpha1.EngineName `json:"active,omitempty"`
	Since     *time.Time          `json:"since,omitempty"`
	Mode      v1alpha1.Mode       `json:"mode,omitempty"`
	Pinned    bool                `json:"pinned,omitempty"`
	Stream    *Stream             `json:"stream,omitempty"`
	// Flip is the latest one, for the page to announce.
	Flip *Flip `json:"flip,omitempty"`
}

// Stream is the latest measured stream of the active engine.
type Stream struct {
	Chunks     *int32                 `json:"chunks,omitempty"`
	Rate       string                 `json:"rate,omitempty"`
	FirstChunk string                 `json:"firstChunk,omitempty"`
	Duration   string                 `json:"duration,omitempty"`
	Output     v1alpha1.OutputVerdict `json:"output,omitempty"`
}

// NewSummary returns the summary of a backend.
func NewSummary(b *v1alpha1.CodeGenBackend) Summary {
	s := Summary{
		Key: keyOf(b), Namespace: b.Namespace, Name: b.Name, Revision: b.ResourceVersion, State: stateOf(b), Active: b.Status.Active,
		Since: when(b.Status.Since), Mode: b.Spec.Mode, Pinned: b.Status.Pin == v1alpha1.PinInForce,
	}
	if m := b.Status.Streaming; m != nil {
		s.Stream = &Stream{Chunks: m.Chunks, Rate: m.ChunksPerSecond, FirstChunk: m.FirstChunk, Duration: m.Duration, Output: m.Output}
	}
	if len(b.Status.Flips) > 0 {
		flip := flipOf(b.Status.Flips[0])
		s.Flip = &flip
	}
	return s
}

// stateOf returns the worst state that applies. A flip in progress is no outage.
func stateOf(b *v1alpha1.CodeGenBackend) State {
	ready, stalled := conditionOf(b, v1alpha1.ConditionReady), conditionOf(b, v1alpha1.ConditionStalled)
	degraded := conditionOf(b, v1alpha1.ConditionDegraded)
	refused := ready.Status == metav1.ConditionFalse && ready.Reason != v1alpha1.ReasonProgressing
	switch {
	case refused && (b.Status.Active != "" || stalled.Status != metav1.ConditionTrue):
		return Down
	case stalled.Status == metav1.ConditionTrue:
		return Stalled
	case ready.Status != metav1.ConditionTrue:
		return Waiting
	case degraded.Status == metav1.ConditionTrue:
		return Degraded
	}
	return OK
}

// conditionOf returns a condition; one that is absent has only a type.
func conditionOf(b *v1alpha1.CodeGenBackend, kind string) metav1.Condition {
	for _, c := range b.Status.Conditions {
		if c.Type == kind {
			return c
		}
	}
	return metav1.Condition{Type: kind}
}

// when returns nil for a zero time.
func when(t metav1.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t.Time
}
