// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package check_test

import (
	"strings"
	"testing"

	"github.com/codegen-dev/codegen-operator/cmd/kubectl-codegen/app"
	"github.com/codegen-dev/codegen-operator/internal/sim"
)

// A key can come from the manifest, from --key-file or from the environment; without one, the error says how to set it.
func TestKeys(t *testing.T) {
	t.Parallel()
	s := newFixture(t, sim.Script{})
	code, out, errs := s.check()
	s.exits(app.ExitUsage, code, out, errs)
	s.contains(
		errs,
		"Secret backend-key, which is not in the file",
		"--key-file legacy=FILE",
		"CODEGEN_LEGACY_KEY",
		"kubectl codegen check --help",
	)
	code, out, errs = s.check("--key-file", "legacy="+s.file(legacyKey+"\n"))
	s.exits(app.ExitOK, code, out, errs)
	code, out, errs = s.check("--key-file", "lecagy="+s.file(legacyKey))
	s.exits(app.ExitUsage, code, out, errs)
	s.env["CODEGEN_LEGACY_KEY"] = legacyKey
	code, out, errs = s.check()
	s.exits(app.ExitOK, code, out, errs)
	s.env["CODEGEN_LEGACY_KEY"] = "wrong"
	code, out, errs = s.check()
	s.exits(app.ExitNotMet, code, out, errs)
	s.contains(out, "Unauthorized")
}

// An engine that accepts any key causes a warning.
func TestKeyNotEnforced(t *testing.T) {
	t.Parallel()
	s := newFixture(t, sim.Script{})
	s.legacy.SetScript(sim.Script{}) // it checks no key
	s.manifest += secret
	code, out, errs := s.check()
	s.exits(app.ExitOK, code, out, errs)
	s.contains(out, "Warning: legacy accepts a wrong key")
	_, out, _ = s.check("--lang=ko")
	s.contains(out, "경고: legacy 엔진이 잘못된 키도 받아들입니다.")
}

// An engine with a serviceRef is in a cluster: the command line must say how to reach it, and may name a loopback address.
func TestServiceRef(t *testing.T) {
	t.Parallel()
	s := newFixture(t, sim.Script{})
	s.manifest += secret
	s.manifest = strings.Replace(s.manifest, "url: "+s.legacy.URL(), "serviceRef: {name: legacy-backend, port: 8000}", 1)
	code, out, errs := s.check()
	s.exits(app.ExitUsage, code, out, errs)
	s.contains(errs, "kubectl port-forward service/legacy-backend 8000:8000", "--legacy-url http://127.0.0.1:8000")
	code, out, errs = s.run(
		"check",
		"-f",
		"-",
		"--vllm-url",
		s.vllm.URL(),
		"--legacy-url",
		s.legacy.URL(),
	) // no address is allowed beyond the two
	s.exits(app.ExitOK, code, out, errs)
}

// The address guard applies to a manifest, which may come from somebody else.
func TestGuard(t *testing.T) {
	t.Parallel()
	s := newFixture(t, sim.Script{})
	s.manifest += secret
	code, out, errs := s.run("check", "-f", s.file(s.manifest), "--legacy-url", s.legacy.URL())
	s.exits(app.ExitNotMet, code, out, errs)
	s.contains(out, "AddressForbidden", "Hint: if vllm is meant to be at that address, set --vllm-url")
	if n := len(s.vllm.Requests()); n > 0 {
		t.Errorf("%d requests came through", n)
	}
}

// Errors in the file or the command line exit with 2.
func TestUsageErrors(t *testing.T) {
	t.Parallel()
	s := newFixture(t, sim.Script{})
	s.manifest += secret
	good := s.file(s.manifest)
	for _, m := range []struct {
		args []string
		want string
	}{
		{[]string{"check"}, `required flag(s) "filename" not set`},
		{[]string{"check", "-f", "/nowhere"}, "read the manifest: open /nowhere"},
		{[]string{"check", "-f", good, "-o", "yaml"}, "must be table, markdown or json"},
		{[]string{"check", "-f", good, "--lang", "de"}, "must be en or ko"},
		{[]string{"check", "-f", good, "--name", "other"}, "has no CodeGenBackend other"},
		{[]string{"check", "-f", good, "--allow-addresses", "local"}, "not a CIDR"},
		{[]string{"check", "-f", s.file("apiVersion: v1\nkind: Service\nmetadata: {name: x}\n")}, "has no CodeGenBackend"},
		{[]string{"check", "-f", s.file(strings.Replace(s.manifest, "spec:", "spec:\n  mod: Auto", 1))}, "unknown field spec.mod"},
		{[]string{"check", "-f", s.file(strings.Replace(s.manifest, "min: 50, max: 100", "min: 100, max: 50", 1))}, "min must not be greater than max"},
	} {
		code, out, errs := s.run(m.args...)
		s.exits(app.ExitUsage, code, out, errs)
		s.contains(errs, m.want, "See kubectl codegen check --help for usage.")
	}
}

// A file can hold several backends and other objects.
func TestSeveral(t *testing.T) {
	t.Parallel()
	s := newFixture(t, sim.Script{})
	second := strings.Replace(s.manifest, "name: hapa", "name: second", 1)
	s.manifest += secret + "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n---" + second
	code, out, errs := s.check()
	s.exits(app.ExitOK, code, out, errs)
	s.contains(out, "default/hapa\n", "\n\ndefault/second\n")
	code, out, errs = s.check("--vllm-url", s.vllm.URL())
	s.exits(app.ExitUsage, code, out, errs)
	s.contains(errs, "the file has 2: select one with --name")
	code, out, errs = s.check("--vllm-url", s.vllm.URL(), "--name=second", "-o=markdown")
	s.exits(app.ExitOK, code, out, errs)
	if strings.Contains(out, "default/hapa") {
		t.Error("the other backend was checked as well")
	}
}

// A check that times out says so, and no unmeasured requirement holds.
func TestTimeout(t *testing.T) {
	t.Parallel()
	s := newFixture(t, sim.Script{Misbehave: sim.Hang})
	s.manifest += secret
	code, out, errs := s.check("--timeout=100ms")
	s.exits(app.ExitNotMet, code, out, errs)
	s.contains(errs, "the check timed out")
	s.contains(out, "not measured")
}
