// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package status

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// streamingOf summarizes the canaries of the active engine for one line of kubectl get: the numbers of the first canary with a target,
// and the worst of the outputs. nil: nothing was measured.
func streamingOf(spec *v1alpha1.CodeGenBackendSpec, status *v1alpha1.CodeGenBackendStatus) *v1alpha1.StreamingSummary {
	runs := slices.DeleteFunc(activeRuns(status), func(c v1alpha1.CanaryStatus) bool { return c.OutputMatched == "" })
	if len(runs) == 0 {
		return nil
	}
	shown := shownOf(spec, runs)
	return &v1alpha1.StreamingSummary{
		Chunks:          shown.Chunks,
		ChunksPerSecond: shown.ChunksPerSecond,
		FirstChunk:      inMilliseconds(shown.FirstChunkMilliseconds),
		Duration:        inMilliseconds(shown.DurationMilliseconds),
		Output:          worstOutput(runs),
	}
}

// shownOf returns the run that is shown: one with a target before one without, and then one through the route, which is what clients
// experience.
func shownOf(spec *v1alpha1.CodeGenBackendSpec, runs []v1alpha1.CanaryStatus) v1alpha1.CanaryStatus {
	weight := func(c v1alpha1.CanaryStatus) int {
		weight := 0
		if held(spec, c.Name) {
			weight += 2
		}
		if c.Through == v1alpha1.ThroughRoute {
			weight++
		}
		return weight
	}
	return slices.MaxFunc(runs, func(a, b v1alpha1.CanaryStatus) int { return cmp.Compare(weight(a), weight(b)) })
}

// activeRuns returns the canaries that have run on the active engine, straight or through the route.
func activeRuns(status *v1alpha1.CodeGenBackendStatus) []v1alpha1.CanaryStatus {
	var runs []v1alpha1.CanaryStatus
	for _, c := range status.Canaries {
		if status.Active != "" && c.Engine == status.Active && !c.LastRunTime.IsZero() {
			runs = append(runs, c)
		}
	}
	return runs
}

// held reports whether a canary has any target.
func held(spec *v1alpha1.CodeGenBackendSpec, name string) bool {
	for i := range spec.Canaries {
		if c := &spec.Canaries[i]; c.Name == name {
			return c.TargetsOr(spec.Chunking.ChunkingSpec) != v1alpha1.ChunkingSpec{}
		}
	}
	return false
}

// outputsByWeight are the outputs, worst first.
var outputsByWeight = []v1alpha1.OutputVerdict{
	v1alpha1.OutputFabricated, v1alpha1.OutputWrong, v1alpha1.OutputMatched, v1alpha1.OutputNotChecked,
}

func worstOutput(runs []v1alpha1.CanaryStatus) v1alpha1.OutputVerdict {
	for _, output := range outputsByWeight {
		if slices.ContainsFunc(runs, func(c v1alpha1.CanaryStatus) bool { return c.OutputMatched == output }) {
			return output
		}
	}
	return v1alpha1.OutputNotChecked
}

func inMilliseconds(n *int64) string {
	if n == nil {
		return ""
	}
	return fmt.Sprintf("%dms", *n)
}
