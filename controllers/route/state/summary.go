// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package state

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// Summary sums up all declared routes.
type Summary struct {
	// Routes are the declared routes, in the order in which they are applied.
	Routes []Route
	// Ready: every declared route points to the active engine, or none is declared.
	Ready bool
	// Begun: at least one route is ready or moving, or none is declared.
	Begun bool
	// Uncertain: after an error it is unknown whether a route was changed.
	Uncertain bool
	// Pending: nothing failed, and at least one route could not be applied yet.
	Pending bool
	// Reason and Message become those of the condition Routed.
	Reason  reason.Reason
	Message string
	// Err joins the errors after which to try again with backoff. If Ready is set, it is a prune error.
	Err error
	// RequeueAfter is when to apply the routes again although no event reports a change; 0: never.
	RequeueAfter time.Duration
}

// NotActing is the summary while the mode keeps the operator from changing routes. unchanged reports whether the
// declared routes are those in the status.
func NotActing(message string, unchanged bool) Summary {
	return Summary{Ready: unchanged, Begun: true, Reason: v1alpha1.ReasonNotActing, Message: message}
}

// NothingToRoute is the summary while no engine is active.
func NothingToRoute(message string) Summary {
	return Summary{Pending: true, Reason: v1alpha1.ReasonNothingToRoute, Message: message}
}

// Failure is the summary if an error occurred before any route was applied.
func Failure(err error) Summary {
	return Summary{Reason: v1alpha1.ReasonApplyFailed, Message: err.Error(), Err: err}
}

// Summarize sums up the declared routes.
func Summarize(routes []Route) Summary {
	if len(routes) == 0 {
		return Summary{Ready: true, Begun: true, Reason: v1alpha1.ReasonNoRoute, Message: "no route is declared"}
	}
	s := Summary{Routes: routes, Ready: all(routes, ready), Begun: slices.ContainsFunc(routes, begun)}
	s.Pending = !s.Ready && all(routes, readyOrPending)
	s.Reason, s.Message = worst(routes)
	for _, r := range routes {
		s.Err, s.Uncertain = errors.Join(s.Err, r.Err), s.Uncertain || r.Uncertain
		if r.RequeueAfter > 0 && (s.RequeueAfter == 0 || r.RequeueAfter < s.RequeueAfter) {
			s.RequeueAfter = r.RequeueAfter
		}
	}
	return s
}

// WithPruneError adds the error of removing what an earlier spec declared; nil: it was removed. The traffic is routed
// all the same, so Ready stays set.
func (s Summary) WithPruneError(err error) Summary {
	if err == nil {
		return s
	}
	s.Err, s.Reason = err, v1alpha1.ReasonApplyFailed
	s.Message = "the routes are ready, but objects of an earlier spec could not be removed: " + err.Error()
	return s
}

func ready(r Route) bool          { return r.Ready }
func begun(r Route) bool          { return r.Ready || r.Moving }
func readyOrPending(r Route) bool { return r.Ready || r.Pending }

func all(routes []Route, holds func(Route) bool) bool {
	return !slices.ContainsFunc(routes, func(r Route) bool { return !holds(r) })
}

// worst returns the reason of the worst of the routes, and the messages of all that are as bad.
func worst(routes []Route) (reason.Reason, string) {
	severity := slices.MaxFunc(routes, func(a, b Route) int { return cmp.Compare(a.severity(), b.severity()) }).severity()
	var why reason.Reason
	var messages []string
	for _, r := range routes {
		if r.severity() == severity {
			why = cmp.Or(why, r.Reason)
			messages = append(messages, r.Message)
		}
	}
	return why, strings.Join(messages, "; ")
}
