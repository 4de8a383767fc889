// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package state_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/route/state"
)

var (
	ready   = state.Route{Ready: true, Reason: v1alpha1.ReasonRoutesReady, Message: "ready"}
	pending = state.Route{Pending: true, Reason: v1alpha1.ReasonNoAddress, Message: "pending", RequeueAfter: 5 * time.Second}
	moving  = state.Route{Moving: true, Reason: v1alpha1.ReasonRollingOut, Message: "moving", RequeueAfter: 2 * time.Second}
	failed  = state.Route{Reason: v1alpha1.ReasonNotOwned, Message: "failed", Stalled: true, RequeueAfter: time.Minute}
	refused = state.Route{Reason: v1alpha1.ReasonApplyFailed, Message: "refused", Err: errors.New("refused"), Uncertain: true}
)

func TestSummarize(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		routes []state.Route
		want   string
		again  time.Duration
	}{
		"none is declared":         {nil, "ready begun NoRoute: no route is declared", 0},
		"all are ready":            {[]state.Route{ready, ready}, "ready begun RoutesReady: ready; ready", 0},
		"one is pending":           {[]state.Route{ready, pending}, "begun pending NoAddress: pending", 5 * time.Second},
		"nothing has begun":        {[]state.Route{pending}, "pending NoAddress: pending", 5 * time.Second},
		"one is moving":            {[]state.Route{pending, moving}, "begun RollingOut: moving", 2 * time.Second},
		"one failed":               {[]state.Route{moving, failed, ready}, "begun NotOwned: failed", 2 * time.Second},
		"two failed":               {[]state.Route{failed, refused}, "uncertain NotOwned: failed; refused, error", time.Minute},
		"one failed, none changed": {[]state.Route{pending, failed}, "NotOwned: failed", 5 * time.Second},
	} {
		got := state.Summarize(c.routes)
		if text := describe(got); text != c.want || got.RequeueAfter != c.again {
			t.Errorf("%s: %s after %v, want %s after %v", name, text, got.RequeueAfter, c.want, c.again)
		}
	}
}

func describe(s state.Summary) string {
	var words []string
	for _, flag := range []struct {
		set  bool
		word string
	}{{s.Ready, "ready"}, {s.Begun, "begun"}, {s.Pending, "pending"}, {s.Uncertain, "uncertain"}} {
		if flag.set {
			words = append(words, flag.word)
		}
	}
	text := strings.Join(append(words, string(s.Reason)+": "+s.Message), " ")
	if s.Err != nil {
		text += ", error"
	}
	return text
}

// The summary is ready only if every route is, it never hides an error, and it asks to be applied again as soon as the first route does.
func TestSummarizeHidesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		routes := rapid.SliceOfN(rapid.SampledFrom([]state.Route{ready, pending, moving, failed, refused}), 1, 5).Draw(t, "routes")
		s := state.Summarize(routes)
		some := func(holds func(state.Route) bool) bool { return slices.ContainsFunc(routes, holds) }
		if s.Ready == some(func(r state.Route) bool { return !r.Ready }) {
			t.Fatalf("ready is %t", s.Ready)
		}
		if s.Pending && some(state.Route.Failed) || s.Pending && s.Ready {
			t.Fatalf("pending although a route failed or all are ready: %+v", s)
		}
		if (s.Err != nil) != some(func(r state.Route) bool { return r.Err != nil }) ||
			s.Uncertain != some(func(r state.Route) bool { return r.Uncertain }) {
			t.Fatalf("the error is %v, uncertain is %t", s.Err, s.Uncertain)
		}
		if some(func(r state.Route) bool { return r.RequeueAfter > 0 && r.RequeueAfter < s.RequeueAfter }) {
			t.Fatalf("applied again after %v only", s.RequeueAfter)
		}
		if !some(func(r state.Route) bool { return r.Reason == s.Reason && strings.Contains(s.Message, r.Message) }) {
			t.Fatalf("the reason %s is that of no route", s.Reason)
		}
	})
}

func TestFailed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		route state.Route
		want  bool
	}{"ready": {ready, false}, "pending": {pending, false}, "moving": {moving, false}, "failed": {failed, true}, "refused": {refused, true}} {
		if got := c.route.Failed(); got != c.want {
			t.Errorf("%s: Failed() = %t", name, got)
		}
	}
}

func TestWithPruneError(t *testing.T) {
	t.Parallel()
	s := state.Summarize([]state.Route{ready})
	if got := s.WithPruneError(nil); describe(got) != "ready begun RoutesReady: ready" {
		t.Errorf("without an error: %s", describe(got))
	}
	cause := errors.New("forbidden")
	got := s.WithPruneError(cause)
	const want = "ready begun ApplyFailed: the routes are ready, but objects of an earlier spec could not be removed: forbidden, error"
	if describe(got) != want || !errors.Is(got.Err, cause) {
		t.Errorf("with an error: %s", describe(got))
	}
}

func TestSummariesWithoutRoutes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		got  state.Summary
		want string
	}{
		{state.NotActing("mode is Paused", false), "begun NotActing: mode is Paused"},
		{state.NotActing("mode is Paused", true), "ready begun NotActing: mode is Paused"},
		{state.NothingToRoute("no engine is active"), "pending NothingToRoute: no engine is active"},
		{state.Failure(errors.New("no connection")), "ApplyFailed: no connection, error"},
	} {
		if got := describe(c.got); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}
