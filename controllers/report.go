// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"context"
	"fmt"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/util/wait"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/route"
	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/prober"
)

// account is what one reconcile found and did.
type account struct {
	now       time.Time
	seen      prober.Observation
	decision  decide.Decision
	routed    route.Outcome
	hindrance hindrance
}

// moved tells whether the decision was carried out: the status must not name an engine that no route carries. Where some do and
// some do not yet, Routed and status.routes tell. A step to a larger share counts once every route has made it; that vllm loses its share counts at once,
// because there are routes that follow the status, and a failback that was given up must not go on with the next look.
func (a account) moved() bool {
	if a.decision.Stepped {
		return a.routed.Ready || a.decision.Memory.Share == 0
	}
	return (a.decision.Flipped || a.decision.Selected) && a.routed.Begun
}

// refreshPeriod is how often the status is written although nothing that matters changed: less than once a minute. Up to a tenth is added, so
// that many objects spread out.
const refreshPeriod = 62 * time.Second

// settled is when to come back after the traffic moved: by then the cache holds what was written.
const settled = 500 * time.Millisecond

// mendPeriod is how often to look whether someone has mended what stalls an object; Secrets are not watched.
const mendPeriod = 5 * time.Second

// report writes what was found into the status, in one patch, if it matters; then it tells of the changes.
func (r *Reconciler) report(ctx context.Context, backend *v1alpha1.CodeGenBackend, a account) (ctrl.Result, error) {
	if a.routed.Unsure {
		return ctrl.Result{}, a.routed.Err // what cannot be known is not said, and soon will be known
	}
	before := backend.DeepCopy()
	backend.Status = statusAfter(before, a)
	wrote := false
	if worthWriting(&before.Status, &backend.Status, a.now) {
		patch := client.MergeFromWithOptions(before, client.MergeFromWithOptimisticLock{})
		if err := r.Client.Status().Patch(ctx, backend, patch); err != nil {
			r.versions.doubt(client.ObjectKeyFromObject(backend))
			return unwritten(err)
		}
		r.versions.wrote(client.ObjectKeyFromObject(backend), backend.ResourceVersion)
		r.announce(ctx, before, backend)
		if a.moved() && a.decision.Flipped {
			r.Metrics.Flipped(client.ObjectKeyFromObject(backend), backend.Status.Flips[0])
		}
		wrote = true
	}
	r.Metrics.Report(backend)
	if a.routed.Err != nil {
		return ctrl.Result{}, a.routed.Err // tried again with backoff
	}
	return r.appointment(before, a, wrote), nil
}

// again is when to come back where the status could not be written because the object has changed meanwhile.
const again = 100 * time.Millisecond

// unwritten: whoever read an object that has changed meanwhile reads it again, live. It is no error.
func unwritten(err error) (ctrl.Result, error) {
	if apierrors.IsConflict(err) {
		return ctrl.Result{RequeueAfter: again}, nil
	}
	return ctrl.Result{}, client.IgnoreNotFound(fmt.Errorf("writing the status: %w", err))
}

// appointment is when to come back although nothing wakes us.
func (r *Reconciler) appointment(before *v1alpha1.CodeGenBackend, a account, wrote bool) ctrl.Result {
	if a.moved() {
		next := settled // canaries through the route are for the engine that is active now
		if sooner := a.routed.Retry; sooner > 0 {
			next = min(next, sooner)
		}
		return ctrl.Result{RequeueAfter: next}
	}
	next := wait.Jitter(refreshPeriod, 0.1)
	if !wrote {
		next = nextRefresh(&before.Status, a.now)
	}
	for _, sooner := range []time.Duration{a.decision.Recheck, a.routed.Retry, mendAfter(a)} {
		if sooner > 0 {
			next = min(next, sooner)
		}
	}
	return ctrl.Result{RequeueAfter: next}
}

// nextRefresh is when numbers may be written that nothing else makes worth writing. Where that was due and there was nothing to write, a
// whole period later: what is checked rarely, or not at all, is not looked at every second.
func nextRefresh(before *v1alpha1.CodeGenBackendStatus, now time.Time) time.Duration {
	until := untilRefresh(before, now)
	if until <= 0 || until > refreshPeriod {
		return refreshPeriod
	}
	return until
}

// mendAfter is when to look again at a Secret that is missing, or whose key is refused; 0: there is none.
func mendAfter(a account) time.Duration {
	refused := a.seen.VLLM.Reason == v1alpha1.EngineUnauthorized || a.seen.Legacy.Reason == v1alpha1.EngineUnauthorized
	unread := a.hindrance.reason == v1alpha1.ReasonSecretMissing || a.hindrance.reason == v1alpha1.ReasonSecretUnreadable
	if refused || unread {
		return wait.Jitter(mendPeriod, 0.2)
	}
	return 0
}
