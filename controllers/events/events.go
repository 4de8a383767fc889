// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package events

import (
	"context"
	"unicode/utf8"

	"k8s.io/apimachinery/pkg/runtime"
	ctrl "sigs.k8s.io/controller-runtime"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// Recorder records events.
type Recorder interface {
	Eventf(regarding, related runtime.Object, eventType, reason, action, note string, args ...any)
}

// Emit records and logs what changed between two states of an object. It is called only once the change is written.
func Emit(ctx context.Context, recorder Recorder, before, after *v1alpha1.CodeGenBackend) {
	log := ctrl.LoggerFrom(ctx)
	for _, e := range Between(&before.Status, &after.Status) {
		recorder.Eventf(after, nil, e.Type, string(e.Reason), e.Action, "%s", shorten(e.Message))
		log.Info(e.Message, "reason", e.Reason, "active", after.Status.Active)
	}
}

// maxNote is the longest note of an event that the API server accepts, in bytes.
const maxNote = 1024

// shorten shortens a message to what the API server accepts in an event, without cutting a character in half.
func shorten(message string) string {
	if len(message) <= maxNote {
		return message
	}
	end := maxNote - len("…")
	for !utf8.RuneStart(message[end]) {
		end--
	}
	return message[:end] + "…"
}

// Between returns the events between two statuses.
func Between(before, after *v1alpha1.CodeGenBackendStatus) []Event {
	var all []Event
	for _, between := range []func(before, after *v1alpha1.CodeGenBackendStatus) []Event{traffic, failback, pins, keys, gateways, conditions} {
		all = append(all, between(before, after)...)
	}
	return all
}
