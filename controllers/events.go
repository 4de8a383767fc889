// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"context"
	"fmt"
	"unicode/utf8"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	ctrl "sigs.k8s.io/controller-runtime"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// news is one thing to tell: as an event, and as one line in the log.
type news struct {
	kind                    string // Normal or Warning
	reason, action, message string
}

// announce tells what changed. It is called only once the change is written.
func (r *Reconciler) announce(ctx context.Context, before, after *v1alpha1.CodeGenBackend) {
	log := ctrl.LoggerFrom(ctx)
	for _, n := range changes(&before.Status, &after.Status) {
		r.Recorder.Eventf(after, nil, n.kind, n.reason, n.action, "%s", noted(n.message))
		log.Info(n.message, "reason", n.reason, "active", after.Status.Active)
	}
}

// longestNote is what the API server takes into an event, in bytes.
const longestNote = 1024

// noted cuts a message to what fits into an event, between characters.
func noted(message string) string {
	if len(message) <= longestNote {
		return message
	}
	end := longestNote - len("…")
	for !utf8.RuneStart(message[end]) {
		end--
	}
	return message[:end] + "…"
}

// changes are the news between two statuses.
func changes(before, after *v1alpha1.CodeGenBackendStatus) []news {
	var all []news
	for _, tell := range []func(before, after *v1alpha1.CodeGenBackendStatus) []news{traffic, failback, pins, keys, doors} {
		all = append(all, tell(before, after)...)
	}
	for _, t := range tellings {
		if n := t.tell(before, after); n != nil {
			all = append(all, *n)
		}
	}
	return all
}

// telling turns a change of a condition's status into news.
type telling struct {
	condition string
	bad       metav1.ConditionStatus // the status that is worth a warning
	action    string
}

var tellings = []telling{
	{v1alpha1.ConditionVLLMHealthy, metav1.ConditionFalse, "Sense"},
	{v1alpha1.ConditionLegacyHealthy, metav1.ConditionFalse, "Sense"},
	{v1alpha1.ConditionRouted, metav1.ConditionFalse, "Route"},
	{v1alpha1.ConditionStalled, metav1.ConditionTrue, "Reconcile"},
	{v1alpha1.ConditionStreamingOnTarget, metav1.ConditionFalse, "Canary"},
	{v1alpha1.ConditionOutputCorrect, metav1.ConditionFalse, "Canary"},
	{v1alpha1.ConditionReady, metav1.ConditionFalse, "Serve"},
}

// tell is the news of one condition; nil: none. That something is well is news only where it was bad before.
func (t telling) tell(before, after *v1alpha1.CodeGenBackendStatus) *news {
	was, is := meta.FindStatusCondition(before.Conditions, t.condition), meta.FindStatusCondition(after.Conditions, t.condition)
	wasBad, isBad := was != nil && was.Status == t.bad, is != nil && is.Status == t.bad
	switch {
	case isBad && is.Reason == v1alpha1.ReasonProgressing:
		return nil // a beginning is no news
	case isBad && (!wasBad || t.reasonChanged(was, is)):
		return &news{corev1.EventTypeWarning, is.Reason, t.action, fmt.Sprintf("%s: %s", t.condition, is.Message)}
	case wasBad && is != nil && is.Status != metav1.ConditionUnknown && !isBad:
		return &news{corev1.EventTypeNormal, is.Reason, t.action, fmt.Sprintf("%s: %s", t.condition, is.Message)}
	}
	return nil
}

// reasonChanged: a sick engine changes its reason with every probe, and that is no news; elsewhere it is.
func (t telling) reasonChanged(was, is *metav1.Condition) bool {
	return t.action != "Sense" && was.Reason != is.Reason
}
