// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// Outcome is what carrying by all declared routes came to.
type Outcome struct {
	// States are the declared routes, in the order in which they are carried.
	States []State
	// Ready: every declared route carries the destination, or none is declared.
	Ready bool
	// Begun: one route at least carries the destination, or is on its way there, or none is declared.
	Begun bool
	// Unsure: an error left open what a route carries now.
	Unsure bool
	// Pending: nothing failed, and what comes of it cannot be told yet.
	Pending bool
	// Reason and Message are those of the condition Routed.
	Reason, Message string
	// Err joins the errors to try again after, with backoff. With Ready, what an earlier spec declared could not be removed.
	Err error
	// Retry is when to look again although nothing tells us of a change; 0: never.
	Retry time.Duration
}

// NotActing is the outcome where no route is touched. asBefore: the declared ones are those of which the status tells.
func NotActing(why string, asBefore bool) Outcome {
	return Outcome{Ready: asBefore, Begun: true, Reason: v1alpha1.ReasonNotActing, Message: why}
}

// Nothing is the outcome while there is nothing to carry yet.
func Nothing(why string) Outcome {
	return Outcome{Pending: true, Reason: v1alpha1.ReasonNothingToRoute, Message: why}
}

// Litter is an outcome with the error that what an earlier spec declared could not be removed; nil: it was. The traffic is where it should be all the
// same, and a move is a move.
func Litter(o Outcome, err error) Outcome {
	if err == nil {
		return o
	}
	o.Err, o.Reason = err, v1alpha1.ReasonApplyFailed
	o.Message = "the traffic is carried, but what an earlier spec declared could not be removed: " + err.Error()
	return o
}

// Failure is the outcome where no route could be looked at.
func Failure(err error) Outcome {
	return Outcome{Reason: v1alpha1.ReasonApplyFailed, Message: err.Error(), Err: err}
}

// Sum is the outcome of the declared routes.
func Sum(states []State) Outcome {
	if len(states) == 0 {
		return Outcome{Ready: true, Begun: true, Reason: v1alpha1.ReasonNoRoute, Message: "no route is declared"}
	}
	o := Outcome{States: states, Ready: all(states, State.carried), Begun: slices.ContainsFunc(states, State.begun)}
	o.Pending = !o.Ready && all(states, State.carriedOrPending)
	o.Reason, o.Message = told(states)
	for _, s := range states {
		o.Err, o.Unsure = errors.Join(o.Err, s.Err), o.Unsure || s.Unsure
		if s.Retry > 0 && (o.Retry == 0 || s.Retry < o.Retry) {
			o.Retry = s.Retry
		}
	}
	return o
}

func (s State) carried() bool          { return s.Ready }
func (s State) begun() bool            { return s.Ready || s.Moving }
func (s State) carriedOrPending() bool { return s.Ready || s.Pending }

func all(states []State, holds func(State) bool) bool {
	return !slices.ContainsFunc(states, func(s State) bool { return !holds(s) })
}

// told is the reason of the worst of the routes, and the messages of all that are as bad.
func told(states []State) (reason, message string) {
	worst := slices.MaxFunc(states, func(a, b State) int { return cmp.Compare(a.badness(), b.badness()) }).badness()
	var messages []string
	for _, s := range states {
		if s.badness() == worst {
			reason = cmp.Or(reason, s.Reason)
			messages = append(messages, s.Message)
		}
	}
	return reason, strings.Join(messages, "; ")
}

// badness orders states: carried, pending, moving, failed.
func (s State) badness() int {
	switch {
	case s.Ready:
		return 0
	case s.Pending:
		return 1
	case s.Moving:
		return 2
	}
	return 3
}
