// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"context"
	"strings"
	"testing"

	"go.uber.org/goleak"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/cmd/kubectl-codegen/app"
)

// What an operator wrote is shown from the cluster, on each page.
func TestShow(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.applied(everything)
	out, _ := s.does(app.Held, "status", "hapa")
	s.has(out, s.namespace+"/hapa: traffic goes to legacy, ready, degraded", "prompt (Broken), error_fix (Missing)", "Flips, the last 3 of 4")
	if strings.ContainsRune(out, '\x1b') {
		t.Error("there are colours, and no terminal")
	}
	out, _ = s.does(app.Held, "flips", "hapa")
	s.has(out, "legacy → vllm", "2026-10-31 09:30:00Z")
	out, _ = s.does(app.DidNotHold, "report", "hapa")
	s.has(out, "11 of 20 requirements do not hold.")
	out, _ = s.does(app.DidNotHold, "report", "hapa", "-o", "markdown", "--lang", "ko")
	s.has(out, "| 요구 사항 | 목표 | 측정값 | 판정 |")
	out, _ = s.does(app.DidNotHold, "report", "hapa", "-o", "json")
	s.has(out, `"holds": false`)
	out, _ = s.does(app.Held, "watch", "--once")
	s.has(out, "NAMESPACE", s.namespace, "ModelsMissing")
}

// A backend of which everything holds exits with 0.
func TestReportHolds(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.applied("../../../config/argocd/testdata/serving-vllm.yaml")
	out, _ := s.does(app.Held, "report", "hapa")
	s.has(out, "All 3 requirements hold.")
}

// Errors say what to do next, with the exit code of whose they are.
func TestErrors(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.applied(everything)
	for _, e := range []struct {
		code int
		args []string
		says string
	}{
		{app.NoAnswer, []string{"status", "nobody"}, "kubectl codegen watch --once -A lists those that there are"},
		{app.NoAnswer, []string{"status", "hapa", "--as", "nobody"}, "ask for the rights on codegenbackends.serving.codegen.dev"},
		{app.NoAnswer, []string{"pause", "hapa", "--as", "nobody"}, "ask for the rights"},
		{app.NoAnswer, []string{"watch", "--as", "nobody"}, "ask for the rights"},
		{app.NoAnswer, []string{"status", "hapa", "--server", "https://127.0.0.1:1"}, "kubectl config current-context"},
		{app.NoAnswer, []string{"status", "hapa", "--context", "nowhere"}, "nowhere"},
		{app.BadUsage, []string{"status"}, "accepts 1 arg(s)"},
		{app.BadUsage, []string{"stats", "hapa"}, "unknown command"},
		{app.BadUsage, []string{"report", "hapa", "--lang", "de"}, "neither en nor ko"},
		{app.BadUsage, []string{"pin", "hapa", "legacy", "--for", "2h"}, `"reason" not set`},
		{app.BadUsage, []string{"pin", "hapa", "gpu", "--for", "2h", "--reason", "x"}, "pin to vllm or to legacy"},
		{app.BadUsage, []string{"pin", "hapa", "legacy", "--for", "-2h", "--reason", "x"}, "is no time to hold a pin for"},
		{app.BadUsage, []string{"resume", "hapa", "--mode", "Paused"}, "neither Auto nor Observe"},
	} {
		_, errs := s.does(e.code, e.args...)
		s.has(errs, e.says)
	}
}

// A watch tells each change as a line of its own, and ends when it is interrupted, leaving nothing behind.
func TestWatch(t *testing.T) {
	s := newStage(t)
	b := s.applied("../../../config/argocd/testdata/serving-vllm.yaml")
	s.applied(everything, func(b *v1alpha1.CodeGenBackend) { b.Name = "other" })
	before := goleak.IgnoreCurrent()
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	var out, errs safe
	done := make(chan int, 1)
	go func() { done <- s.runIn(ctx, app.World{Out: &out, Err: &errs}, "watch", "hapa") }()
	s.until("the first line", func() bool { return strings.Contains(out.String(), "vllm     True") })
	now := s.now(b)
	now.Status.Active = v1alpha1.EngineLegacy
	must(t, s.client.Status().Update(t.Context(), now))
	s.until("the change", func() bool { return strings.Contains(out.String(), "legacy   True") })
	must(t, s.client.Delete(t.Context(), now))
	s.until("the end of it", func() bool { return strings.Contains(out.String(), client.ObjectKeyFromObject(b).String()+" is gone") })
	interrupt()
	if code := <-done; code != app.Held || strings.Contains(out.String(), "other") || strings.Count(out.String(), "NAMESPACE") != 1 {
		t.Errorf("exit code %d: %s%s", code, out.String(), errs.String())
	}
	// Connections to the API server are kept for the next client of this process.
	goleak.VerifyNone(t, before, goleak.IgnoreAnyFunction("net/http.(*persistConn).readLoop"), goleak.IgnoreAnyFunction("net/http.(*persistConn).writeLoop"),
		goleak.IgnoreAnyFunction("net/http/internal/http2.(*ClientConn).readLoop"), goleak.IgnoreAnyFunction("golang.org/x/net/http2.(*ClientConn).readLoop"),
		goleak.IgnoreAnyFunction("net/http.(*http2ClientConn).readLoop"))
}
