// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package status

import (
	"slices"
	"time"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// comparePairs holds each run through the route against the one straight to the active engine that was made just before.
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

// pairWindow is how far apart two runs may have ended and still be compared.
const pairWindow = time.Minute

// paired tells whether two runs can be compared: the one through the route was made soon after the other, and both tell something.
func paired(straight, route *v1alpha1.CanaryStatus) bool {
	apart := route.LastRunTime.Sub(straight.LastRunTime.Time)
	return !straight.LastRunTime.IsZero() && apart >= 0 && apart <= pairWindow &&
		conclusive(straight) && conclusive(route)
}

func conclusive(c *v1alpha1.CanaryStatus) bool {
	return c.Verdict == v1alpha1.VerdictPass || c.Verdict == v1alpha1.VerdictFail
}

// culprit is what is to blame where a run through the route falls short: the engine, if it falls short by itself.
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

// added is the delay of the first chunk on the way.
func added(straight, route *v1alpha1.CanaryStatus) *int64 {
	if straight.FirstChunkMilliseconds == nil || route.FirstChunkMilliseconds == nil {
		return nil
	}
	return new(*route.FirstChunkMilliseconds - *straight.FirstChunkMilliseconds)
}
