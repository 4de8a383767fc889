// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package status

import (
	"slices"
	"time"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// comparePairs compares each run through the route with the run straight to the active engine that was made just before it.
func comparePairs(backend *v1alpha1.CodeGenBackend, statuses []v1alpha1.CanaryStatus) []v1alpha1.CanaryStatus {
	for i := range statuses {
		route := &statuses[i]
		if route.Through != v1alpha1.ThroughRoute {
			continue
		}
		route.Culprit, route.AddedFirstChunkMilliseconds = "", nil
		straight := slices.IndexFunc(statuses, same(route.Name, v1alpha1.CanaryPath(backend.Status.Active)))
		if straight >= 0 && route.Engine == backend.Status.Active && paired(&statuses[straight], route) {
			route.Culprit = culprit(&statuses[straight], route)
			route.AddedFirstChunkMilliseconds = added(&statuses[straight], route)
		}
	}
	return statuses
}

// pairWindow is how far apart two paired runs may end.
const pairWindow = time.Minute

// paired reports whether two runs are a pair: the one through the route was made soon after the other, and both are conclusive.
func paired(straight, route *v1alpha1.CanaryStatus) bool {
	apart := route.LastRunTime.Sub(straight.LastRunTime.Time)
	return !straight.LastRunTime.IsZero() && apart >= 0 && apart <= pairWindow &&
		conclusive(straight) && conclusive(route)
}

func conclusive(c *v1alpha1.CanaryStatus) bool {
	return c.Verdict == v1alpha1.VerdictPass || c.Verdict == v1alpha1.VerdictFail
}

// culprit returns what caused a failed run through the route: the engine, if the run straight to it failed as well.
func culprit(straight, route *v1alpha1.CanaryStatus) v1alpha1.Culprit {
	switch {
	case route.Verdict == v1alpha1.VerdictPass:
		return ""
	case straight.Verdict == v1alpha1.VerdictFail:
		return v1alpha1.CulpritEngine
	default:
		return v1alpha1.CulpritRoute
	}
}

// added returns how much later the first chunk arrived through the route.
func added(straight, route *v1alpha1.CanaryStatus) *int64 {
	if straight.FirstChunkMilliseconds == nil || route.FirstChunkMilliseconds == nil {
		return nil
	}
	return new(*route.FirstChunkMilliseconds - *straight.FirstChunkMilliseconds)
}
