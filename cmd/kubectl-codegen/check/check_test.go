// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package check_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/codegen-dev/codegen-operator/cmd/kubectl-codegen/app"
	"github.com/codegen-dev/codegen-operator/internal/page"
	"github.com/codegen-dev/codegen-operator/internal/sim"
)

// All requirements of two good engines hold, in each output format and language, with exit code 0. Canaries through the route
// are skipped.
func TestHolds(t *testing.T) {
	t.Parallel()
	for _, form := range []struct {
		args  []string
		lines []string
	}{
		{nil, []string{
			`vllm: models +autocomplete, prompt +2/2 +pass`, `print-jay through legacy: output +contains print.* +Matched +pass`,
			`on-target through vllm: chunks +50\.\.100 +64 +pass`, `on-target through route: chunks +50\.\.100 +- +skipped`, `All 10 requirements hold\.`,
		}},
		{[]string{"--lang=ko"}, []string{`on-target \(vllm 경유\): 청크 수 +50\.\.100 +64 +충족`, `요구 사항 10개를 모두 충족합니다\.`}},
		{[]string{"-o=markdown"}, []string{`\| on-target through vllm: chunks \| 50\.\.100 \| 64 \| pass \|`, `\*\*All 10 requirements hold\.\*\*`}},
		{[]string{"-o=markdown", "--lang=ko"}, []string{`\| 요구 사항 \| 목표 \| 측정값 \| 판정 \|`, `\| legacy: 정상 상태 \| Healthy \| Serving \| 충족 \|`}},
	} {
		t.Run(strings.Join(form.args, " "), func(t *testing.T) {
			t.Parallel()
			s := newFixture(t, sim.Script{})
			s.manifest += secret
			code, out, errs := s.check(form.args...)
			s.exits(app.ExitOK, code, out, errs)
			s.contains(errs, "vllm: probe: Pass", "legacy: canary print-jay: Pass")
			for _, line := range form.lines {
				if !regexp.MustCompile(line).MatchString(out) {
					t.Errorf("%s is missing in\n%s", line, out)
				}
			}
		})
	}
}

// A requirement that does not hold is named, in each output format and language, with exit code 1.
func TestDoesNotHold(t *testing.T) {
	t.Parallel()
	for _, form := range []struct {
		args, parts []string
	}{
		{nil, []string{"FAIL", "- on-target through vllm: chunks: Chunks was 5, 45 less than the 50 wanted.", "1 of 10 requirements do not hold."}},
		{[]string{"--lang=ko"}, []string{"미충족", "충족하지 못한 요구 사항: 1개 (전체 10개)"}},
		{[]string{"-o=markdown"}, []string{"| on-target through vllm: chunks | 50..100 | 5 | FAIL |"}},
		{[]string{"-o=markdown", "--lang=ko"}, []string{"| on-target (vllm 경유): 청크 수 | 50..100 | 5 | 미충족 |"}},
	} {
		t.Run(strings.Join(form.args, " "), func(t *testing.T) {
			t.Parallel()
			s := newFixture(t, sim.Script{TokensPerEvent: 13})
			s.manifest += secret
			code, out, errs := s.check(append(form.args, "-q")...)
			s.exits(app.ExitNotMet, code, out, errs)
			s.contains(out, form.parts...)
			if errs != "" {
				t.Errorf("printed with --quiet: %s", errs)
			}
		})
	}
}

// JSON has the names of the API, whatever the language.
func TestJSON(t *testing.T) {
	t.Parallel()
	s := newFixture(t, sim.Script{})
	s.manifest += secret
	code, out, errs := s.check("-o", "json", "--lang", "ko")
	s.exits(app.ExitOK, code, out, errs)
	var got struct {
		Holds    bool
		Backends []page.Report
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	if !got.Holds || len(got.Backends) != 1 || got.Backends[0].Name != "hapa" || len(got.Backends[0].Requirements) != 13 {
		t.Errorf("got %+v", got)
	}
}

// Engines that misbehave do not pass.
func TestMisbehavingEngines(t *testing.T) {
	t.Parallel()
	for lie, parts := range map[sim.Misbehaviour][]string{
		sim.Hung:           {"EngineHung", "not measured"},
		sim.HardCoded:      {"Fabricated"},
		sim.MissingAdapter: {"ModelsMissing", "prompt: Missing"},
		sim.ErrorInStream:  {"StreamBroken"},
		sim.Saturated:      {"not measured"},
	} {
		t.Run(string(lie), func(t *testing.T) {
			t.Parallel()
			s := newFixture(t, sim.Script{Misbehave: lie, MissingModel: "prompt"})
			s.manifest += secret
			code, out, errs := s.check("--timeout=6s")
			s.exits(app.ExitNotMet, code, out, errs)
			s.contains(out, parts...)
		})
	}
}
