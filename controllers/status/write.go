// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package status

import (
	"time"

	"k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// RefreshPeriod is how often the status is written although nothing that matters changed: less than once a minute. Up
// to a tenth is added, so that many objects spread out.
const RefreshPeriod = 62 * time.Second

// ShouldWrite reports whether a status is worth writing: something that matters changed, or numbers are due to be refreshed. Writes are
// rare: never one for each probe.
func ShouldWrite(before, after *v1alpha1.CodeGenBackendStatus, now time.Time) bool {
	if !equality.Semantic.DeepEqual(essence(before), essence(after)) {
		return true
	}
	return untilRefresh(before, now) <= 0 && !equality.Semantic.DeepEqual(before, after)
}

// NextRefresh returns when numbers that changed may be written although nothing else did. If that was due and there
// was nothing to write, it is a whole period later: what is checked rarely, or not at all, is not looked at every
// second.
func NextRefresh(before *v1alpha1.CodeGenBackendStatus, now time.Time) time.Duration {
	until := untilRefresh(before, now)
	if until <= 0 || until > RefreshPeriod {
		return RefreshPeriod
	}
	return until
}

// untilRefresh returns the time until numbers that changed may be written although nothing else did.
func untilRefresh(before *v1alpha1.CodeGenBackendStatus, now time.Time) time.Duration {
	return lastCheck(before).Add(RefreshPeriod).Sub(now)
}

// lastCheck returns the time of the newest check in a status, which is nearly when it was written.
func lastCheck(status *v1alpha1.CodeGenBackendStatus) time.Time {
	var newest time.Time
	for _, e := range status.Engines {
		if e.LastCheckTime.After(newest) {
			newest = e.LastCheckTime.Time
		}
	}
	return newest
}

// essence returns a status without what changes all the time: numbers, times and wording.
func essence(status *v1alpha1.CodeGenBackendStatus) *v1alpha1.CodeGenBackendStatus {
	e := status.DeepCopy()
	for i := range e.Conditions {
		essentialCondition(&e.Conditions[i])
	}
	for i := range e.Engines {
		essentialEngine(&e.Engines[i])
	}
	for i := range e.Routes {
		essentialRoute(&e.Routes[i])
	}
	for i := range e.Canaries {
		c := &e.Canaries[i]
		*c = v1alpha1.CanaryStatus{Name: c.Name, Through: c.Through, Verdict: c.Verdict, OutputMatched: c.OutputMatched, Culprit: c.Culprit}
	}
	if e.Streaming != nil {
		e.Streaming = &v1alpha1.StreamingSummary{Output: e.Streaming.Output}
	}
	return e
}

// essentialCondition keeps the status of a condition, and its reason unless it is that of an engine, which may change with every probe of
// an unhealthy one.
func essentialCondition(c *metav1.Condition) {
	c.Message, c.LastTransitionTime = "", metav1.Time{}
	if c.Type == v1alpha1.ConditionVLLMHealthy || c.Type == v1alpha1.ConditionLegacyHealthy {
		c.Reason = ""
	}
}

// essentialRoute keeps the message of a route that is moving: it shows the progress.
func essentialRoute(r *v1alpha1.RouteStatus) {
	if r.State != v1alpha1.RouteMoving {
		r.Message = ""
	}
}

func essentialEngine(e *v1alpha1.EngineStatus) {
	e.Reason, e.Message, e.Streak, e.LastCheckTime = "", "", 0, metav1.Time{}
}
