// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/cmd/codegen-operator/app"
)

// TestMetricsAndHealth: the endpoints answer, every backend has its series, and they go away with it.
func TestMetricsAndHealth(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	metrics, health := freePort(t), freePort(t)
	s.operator(func(o *app.Options) { o.MetricsBindAddress, o.HealthProbeBindAddress = metrics, health })
	b := s.apply(s.backend(withCanary))
	s.becomes(b, "vllm to serve", all(active(v1alpha1.EngineVLLM), says(v1alpha1.ConditionOutputCorrect, v1alpha1.ReasonOutputMatched)))
	s.vllm.Kill()
	s.becomes(b, "legacy to serve", active(v1alpha1.EngineLegacy))

	of := `name="hapa",namespace="` + s.namespace + `"`
	for _, want := range []string{
		`codegen_backend_active{engine="legacy",` + of + `} 1`,
		`codegen_backend_active{engine="vllm",` + of + `} 0`,
		`codegen_backend_engine_healthy{engine="vllm",` + of + `} 0`,
		`codegen_backend_ready{` + of + `} 1`,
		`codegen_backend_flips_total{from="vllm",` + of + `,reason="ActiveUnhealthy",to="legacy"} 1`,
		`codegen_operator_build_info{go_version="go1.`,
		`kind="probe",` + of + `,reason="ConnectionRefused",verdict="Fail"}`,
		`codegen_backend_canary_first_chunk_seconds_count{canary="print-jay",engine="vllm",` + of + `}`,
		`codegen_backend_canary_chunks_bucket{canary="print-jay",engine="vllm",` + of + `,le="2000"}`,
	} {
		s.until("the metric "+want, func() (bool, string) {
			page := get(t, "http://"+metrics+"/metrics")
			return strings.Contains(page, want), linesWith(page, s.namespace)
		})
	}
	for _, path := range []string{"/healthz", "/readyz"} {
		if got := get(t, "http://"+health+path); got != "ok" {
			t.Errorf("%s says %q", path, got)
		}
	}
	must(t, s.client.Delete(t.Context(), b))
	s.until("the series to be gone", func() (bool, string) {
		left := linesWith(get(t, "http://"+metrics+"/metrics"), s.namespace)
		return left == "", left
	})
}

func get(t *testing.T, url string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	must(t, err)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err.Error()
	}
	defer func() { must(t, response.Body.Close()) }()
	body, err := io.ReadAll(response.Body)
	must(t, err)
	return string(body)
}

func linesWith(page, part string) string {
	var lines []string
	for line := range strings.Lines(page) {
		if strings.Contains(line, part) {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "")
}

// TestLeaderElection: of two operators one acts, and the other takes over.
func TestLeaderElection(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	electing := func(o *app.Options) { o.LeaderElect, o.LeaderElectionNamespace = true, s.namespace }
	first := s.operator(electing)
	b := s.apply(s.backend())
	s.becomes(b, "vllm to serve", all(active(v1alpha1.EngineVLLM), bothHealthy))
	s.operator(electing)
	first()
	s.vllm.Kill()
	s.becomes(b, "the second to flip", active(v1alpha1.EngineLegacy))
	s.hasEndpoints("hapa", legacyAddress)
}
