// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package status

import (
	"math"
	"slices"
	"strconv"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/health"
	"github.com/codegen-dev/codegen-operator/internal/measure"
	"github.com/codegen-dev/codegen-operator/internal/prober"
)

// canariesAfter returns the status of the declared canaries, in their order, each with its latest run.
func canariesAfter(before *v1alpha1.CodeGenBackend, r Result) []v1alpha1.CanaryStatus {
	var statuses []v1alpha1.CanaryStatus
	for i := range before.Spec.Canaries {
		spec := &before.Spec.Canaries[i]
		for _, through := range spec.Through {
			statuses = append(statuses, canaryAfter(before, r, spec.Name, through))
		}
	}
	return statuses
}

// canaryAfter adds the runs that the status does not have yet.
func canaryAfter(before *v1alpha1.CodeGenBackend, r Result, name string, through v1alpha1.CanaryPath) v1alpha1.CanaryStatus {
	status := v1alpha1.CanaryStatus{Name: name, Through: through}
	if i := slices.IndexFunc(before.Status.Canaries, same(name, through)); i >= 0 {
		status = before.Status.Canaries[i]
	}
	on := engineOn(before, through)
	known := status.LastRunTime.Time
	if known.After(r.Now) {
		known = time.Time{} // another clock wrote that
	}
	for _, run := range slices.Backward(runsOf(r.Observed.Of(decide.Engine(on)), name, through)) { // oldest first
		if run.Ended.Truncate(time.Second).After(known) {
			status = canaryOn(status, run)
			status.Engine = on
		}
	}
	return status
}

// engineOn returns the engine that runs on a path are made on: through the route it is the active one.
func engineOn(backend *v1alpha1.CodeGenBackend, through v1alpha1.CanaryPath) v1alpha1.EngineName {
	if through == v1alpha1.ThroughRoute {
		return backend.Status.Active
	}
	return v1alpha1.EngineName(through)
}

func same(name string, through v1alpha1.CanaryPath) func(v1alpha1.CanaryStatus) bool {
	return func(c v1alpha1.CanaryStatus) bool { return c.Name == name && c.Through == through }
}

// runsOf returns the runs of a canary on one path, newest first.
func runsOf(seen prober.EngineObservation, name string, through v1alpha1.CanaryPath) []prober.Run {
	for _, c := range seen.Canaries {
		if c.Name == name && c.Route == (through == v1alpha1.ThroughRoute) {
			return c.Runs
		}
	}
	return nil
}

// keptRuns is how many runs the history keeps.
const keptRuns = 10

// canaryOn returns the status of a canary after one more run.
func canaryOn(before v1alpha1.CanaryStatus, run prober.Run) v1alpha1.CanaryStatus {
	if run.Outcome.Verdict == health.Inconclusive {
		return putOff(before, run)
	}
	n := run.Numbers
	status := v1alpha1.CanaryStatus{
		Name: before.Name, Through: before.Through,
		Verdict: v1alpha1.Verdict(run.Outcome.Verdict), Reason: string(run.Outcome.Reason), Message: Shorten(advised(run)),
		Results:                resultsOf(run.Results),
		Chunks:                 int32Of(n.Chunks),
		FirstChunkMilliseconds: millisecondsOf(n.FirstChunk),
		DurationMilliseconds:   millisecondsOf(n.Duration),
		InterChunkMilliseconds: gapsOf(n),
		OutputMatched:          v1alpha1.OutputVerdict(run.Output),
		LastRunTime:            metav1.NewTime(run.Ended.Truncate(time.Second)),
	}
	if n.Chunks > 0 {
		status.ChunksPerSecond = decimal(n.ChunksPerSecond)
	}
	if n.Tokens != nil {
		status.Tokens = int32Of(*n.Tokens)
	}
	status.History = historyOn(before.History, status)
	return status
}

// putOff keeps the numbers of the latest conclusive run: a run that was postponed measured nothing.
func putOff(before v1alpha1.CanaryStatus, run prober.Run) v1alpha1.CanaryStatus {
	status := *before.DeepCopy()
	status.Verdict, status.Reason, status.Message = v1alpha1.VerdictInconclusive, string(run.Outcome.Reason), Shorten(run.Outcome.Message)
	status.LastRunTime = metav1.NewTime(run.Ended.Truncate(time.Second))
	latest := v1alpha1.CanaryStatus{LastRunTime: status.LastRunTime, Verdict: status.Verdict}
	status.History = historyOn(before.History, latest)
	return status
}

// advised returns the message of a run, with its hint if there is one.
func advised(run prober.Run) string {
	if run.Hint == "" {
		return run.Outcome.Message
	}
	return run.Outcome.Message + "; hint: " + run.Hint
}

func historyOn(before []v1alpha1.CanaryRun, latest v1alpha1.CanaryStatus) []v1alpha1.CanaryRun {
	run := v1alpha1.CanaryRun{
		Time: latest.LastRunTime, Verdict: latest.Verdict, Chunks: latest.Chunks,
		FirstChunkMilliseconds: latest.FirstChunkMilliseconds, DurationMilliseconds: latest.DurationMilliseconds,
	}
	history := append([]v1alpha1.CanaryRun{run}, before...)
	return history[:min(len(history), keptRuns)]
}

func resultsOf(results []measure.Result) []v1alpha1.TargetResult {
	var statuses []v1alpha1.TargetResult
	for _, c := range results {
		statuses = append(statuses, v1alpha1.TargetResult{
			Target: c.Target, Want: c.Want, Got: c.Got, Verdict: v1alpha1.Verdict(c.Verdict),
		})
	}
	return statuses
}

func gapsOf(n measure.Numbers) *v1alpha1.GapStatus {
	if n.Chunks < 2 {
		return nil
	}
	gaps := n.InterChunk
	return &v1alpha1.GapStatus{P50: roundedOf(gaps.P50), P95: roundedOf(gaps.P95), Max: roundedOf(gaps.Max)}
}

// millisecondsOf returns a time in whole milliseconds; nil if it is zero.
func millisecondsOf(d time.Duration) *int64 {
	if d == 0 {
		return nil
	}
	return roundedOf(d)
}

func roundedOf(d time.Duration) *int64 {
	ms := d.Round(time.Millisecond).Milliseconds()
	return &ms
}

func int32Of(n int) *int32 {
	v := int32(min(max(n, 0), math.MaxInt32))
	return &v
}

// decimal prints a rate with one digit after the point.
func decimal(rate float64) string { return strconv.FormatFloat(rate, 'f', 1, 64) }
