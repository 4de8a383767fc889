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

// Each command shows the status that an operator wrote.
func TestShow(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.applied(everything)
	out, _ := s.mustExit(app.ExitOK, "status", "hapa")
	s.contains(
		out,
		s.namespace+"/hapa: traffic goes to legacy, ready, degraded",
		"prompt (Broken), error_fix (Missing)",
		"Flips, the last 3 of 4",
	)
	if strings.ContainsRune(out, '\x1b') {
		t.Error("there are colours, and no terminal")
	}
	out, _ = s.mustExit(app.ExitOK, "flips", "hapa")
	s.contains(out, "legacy → vllm", "2026-10-31 09:30:00Z")
	out, _ = s.mustExit(app.ExitNotMet, "report", "hapa")
	s.contains(out, "11 of 20 requirements do not hold.")
	out, _ = s.mustExit(app.ExitNotMet, "report", "hapa", "-o", "markdown", "--lang", "ko")
	s.contains(out, "| 요구 사항 | 목표 | 측정값 | 판정 |")
	out, _ = s.mustExit(app.ExitNotMet, "report", "hapa", "-o", "json")
	s.contains(out, `"holds": false`)
	out, _ = s.mustExit(app.ExitOK, "watch", "--once")
	s.contains(out, "NAMESPACE", s.namespace, "ModelsMissing")
}

// A report of a backend whose requirements all hold exits with 0.
func TestReportHolds(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.applied("../../../config/argocd/testdata/serving-vllm.yaml")
	out, _ := s.mustExit(app.ExitOK, "report", "hapa")
	s.contains(out, "All 3 requirements hold.")
}

// Errors say what to do next, and have the exit code of their cause.
func TestErrors(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.applied(everything)
	for _, e := range []struct {
		code int
		args []string
		want string
	}{
		{app.ExitCluster, []string{"status", "nobody"}, "to list all, run kubectl codegen watch --once -A"},
		{app.ExitCluster, []string{"status", "hapa", "--as", "nobody"}, "ask for permissions on codegenbackends.serving.codegen.dev"},
		{app.ExitCluster, []string{"pause", "hapa", "--as", "nobody"}, "ask for permissions"},
		{app.ExitCluster, []string{"watch", "--as", "nobody"}, "ask for permissions"},
		{app.ExitCluster, []string{"status", "hapa", "--server", "https://127.0.0.1:1"}, "kubectl config current-context"},
		{app.ExitCluster, []string{"status", "hapa", "--context", "nowhere"}, "nowhere"},
		{app.ExitUsage, []string{"status"}, "accepts 1 arg(s)"},
		{app.ExitUsage, []string{"stats", "hapa"}, "unknown command"},
		{app.ExitUsage, []string{"report", "hapa", "--lang", "de"}, "must be en or ko"},
		{app.ExitUsage, []string{"pin", "hapa", "legacy", "--for", "2h"}, `"reason" not set`},
		{app.ExitUsage, []string{"pin", "hapa", "gpu", "--for", "2h", "--reason", "x"}, "must be vllm or legacy"},
		{app.ExitUsage, []string{"pin", "hapa", "legacy", "--for", "-2h", "--reason", "x"}, "is too short"},
		{app.ExitUsage, []string{"resume", "hapa", "--mode", "Paused"}, "must be Auto or Observe"},
	} {
		_, errs := s.mustExit(e.code, e.args...)
		s.contains(errs, e.want)
	}
}

// A watch prints a line for each change, and ends without leaking goroutines when it is interrupted.
func TestWatch(t *testing.T) {
	s := newStage(t)
	b := s.applied("../../../config/argocd/testdata/serving-vllm.yaml")
	s.applied(everything, func(b *v1alpha1.CodeGenBackend) { b.Name = "other" })
	before := goleak.IgnoreCurrent()
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	var out, errs syncBuffer
	done := make(chan int, 1)
	go func() { done <- s.runIn(ctx, app.Environment{Out: &out, Err: &errs}, "watch", "hapa") }()
	s.until("the first line", func() bool { return strings.Contains(out.String(), "vllm     True") })
	now := s.now(b)
	now.Status.Active = v1alpha1.EngineLegacy
	must(t, s.client.Status().Update(t.Context(), now))
	s.until("the change", func() bool { return strings.Contains(out.String(), "legacy   True") })
	must(t, s.client.Delete(t.Context(), now))
	s.until("the end of it", func() bool {
		return strings.Contains(out.String(), client.ObjectKeyFromObject(b).String()+" was deleted")
	})
	interrupt()
	if code := <-done; code != app.ExitOK || strings.Contains(out.String(), "other") || strings.Count(out.String(), "NAMESPACE") != 1 {
		t.Errorf("exit code %d: %s%s", code, out.String(), errs.String())
	}
	// Connections to the API server are kept for the next client of this process.
	goleak.VerifyNone(
		t,
		before,
		goleak.IgnoreAnyFunction("net/http.(*persistConn).readLoop"),
		goleak.IgnoreAnyFunction("net/http.(*persistConn).writeLoop"),
		goleak.IgnoreAnyFunction(
			"net/http/internal/http2.(*ClientConn).readLoop",
		),
		goleak.IgnoreAnyFunction("golang.org/x/net/http2.(*ClientConn).readLoop"),
		goleak.IgnoreAnyFunction("net/http.(*http2ClientConn).readLoop"),
	)
}
