// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"time"

	"k8s.io/apimachinery/pkg/util/wait"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/status"
)

// settleTime is when to reconcile again after traffic moved: by then the cache shows what was written.
const settleTime = 500 * time.Millisecond

// secretPeriod is how often to check whether a user has fixed a Secret; Secrets are not watched.
const secretPeriod = 5 * time.Second

// requeueAfter returns when to reconcile again although no event wakes the reconciler.
func requeueAfter(before *v1alpha1.CodeGenBackendStatus, result status.Result, wrote bool) time.Duration {
	if result.Moved() { // canaries through the route are to probe the engine that is active now
		return earliest(settleTime, result.Routes.RequeueAfter)
	}
	refresh := wait.Jitter(status.RefreshPeriod, 0.1)
	if !wrote {
		refresh = status.NextRefresh(before, result.Now)
	}
	return earliest(refresh, result.Decision.Recheck, result.Routes.RequeueAfter, secretRecheck(result))
}

// earliest returns the shortest of some times, of which 0 means never.
func earliest(latest time.Duration, others ...time.Duration) time.Duration {
	for _, other := range others {
		if other > 0 {
			latest = min(latest, other)
		}
	}
	return latest
}

// secretRecheck returns when to read a Secret again that is missing, or whose key is refused; 0: there is none.
func secretRecheck(result status.Result) time.Duration {
	refused := result.Observed.VLLM.Reason == v1alpha1.EngineUnauthorized || result.Observed.Legacy.Reason == v1alpha1.EngineUnauthorized
	unread := result.StallReason.Reason == v1alpha1.ReasonSecretMissing || result.StallReason.Reason == v1alpha1.ReasonSecretUnreadable
	if refused || unread {
		return wait.Jitter(secretPeriod, 0.2)
	}
	return 0
}
