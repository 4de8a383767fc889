// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package check_test

import (
	"strings"
	"testing"

	"github.com/codegen-dev/codegen-operator/cmd/kubectl-codegen/app"
	"github.com/codegen-dev/codegen-operator/internal/sim"
)

// A key may come from the file, from a file of its own or from the environment; without one the way to give it is told.
func TestKeys(t *testing.T) {
	t.Parallel()
	s := newScene(t, sim.Script{})
	code, out, errs := s.check()
	s.exits(app.BadUsage, code, out, errs)
	s.has(errs, "Secret backend-key, which is not in the file", "--key-file legacy=FILE", "CODEGEN_LEGACY_KEY", "kubectl codegen check --help")
	code, out, errs = s.check("--key-file", "legacy="+s.file(legacyKey+"\n"))
	s.exits(app.Held, code, out, errs)
	code, out, errs = s.check("--key-file", "lecagy="+s.file(legacyKey))
	s.exits(app.BadUsage, code, out, errs)
	s.env["CODEGEN_LEGACY_KEY"] = legacyKey
	code, out, errs = s.check()
	s.exits(app.Held, code, out, errs)
	s.env["CODEGEN_LEGACY_KEY"] = "wrong"
	code, out, errs = s.check()
	s.exits(app.DidNotHold, code, out, errs)
	s.has(out, "Unauthorized")
}

// A key that is let in whatever it is, is warned of.
func TestKeyNotEnforced(t *testing.T) {
	t.Parallel()
	s := newScene(t, sim.Script{})
	s.legacy.SetScript(sim.Script{}) // it asks for none
	s.manifest += secret
	code, out, errs := s.check()
	s.exits(app.Held, code, out, errs)
	s.has(out, "Warning: legacy lets a wrong key in")
	_, out, _ = s.check("--lang=ko")
	s.has(out, "경고: legacy 엔진이 잘못된 키도 받아들입니다.")
}

// An engine by serviceRef is in a cluster: where it is reached from here has to be given, and may be on loopback.
func TestServiceRef(t *testing.T) {
	t.Parallel()
	s := newScene(t, sim.Script{})
	s.manifest += secret
	s.manifest = strings.Replace(s.manifest, "url: "+s.legacy.URL(), "serviceRef: {name: legacy-backend, port: 8000}", 1)
	code, out, errs := s.check()
	s.exits(app.BadUsage, code, out, errs)
	s.has(errs, "kubectl port-forward service/legacy-backend 8000:8000", "--legacy-url http://127.0.0.1:8000")
	code, out, errs = s.run("check", "-f", "-", "--vllm-url", s.vllm.URL(), "--legacy-url", s.legacy.URL()) // nothing is allowed beyond the two
	s.exits(app.Held, code, out, errs)
}

// The guard holds for what a manifest says: it may be somebody else's.
func TestGuard(t *testing.T) {
	t.Parallel()
	s := newScene(t, sim.Script{})
	s.manifest += secret
	code, out, errs := s.run("check", "-f", s.file(s.manifest), "--legacy-url", s.legacy.URL())
	s.exits(app.DidNotHold, code, out, errs)
	s.has(out, "AddressForbidden", "Hint: if vllm is meant to be there, give --vllm-url")
	if n := len(s.vllm.Requests()); n > 0 {
		t.Errorf("%d requests came through", n)
	}
}

// What is wrong with the file or the command line is told, with exit code 2.
func TestMisuse(t *testing.T) {
	t.Parallel()
	s := newScene(t, sim.Script{})
	s.manifest += secret
	good := s.file(s.manifest)
	for _, m := range []struct {
		args []string
		says string
	}{
		{[]string{"check"}, `required flag(s) "filename" not set`},
		{[]string{"check", "-f", "/nowhere"}, "reading the manifest: open /nowhere"},
		{[]string{"check", "-f", good, "-o", "yaml"}, "none of table, markdown and json"},
		{[]string{"check", "-f", good, "--lang", "de"}, "neither en nor ko"},
		{[]string{"check", "-f", good, "--name", "other"}, "has no CodeGenBackend other"},
		{[]string{"check", "-f", good, "--allow-addresses", "local"}, "not a CIDR"},
		{[]string{"check", "-f", s.file("apiVersion: v1\nkind: Service\nmetadata: {name: x}\n")}, "has no CodeGenBackend"},
		{[]string{"check", "-f", s.file(strings.Replace(s.manifest, "spec:", "spec:\n  mod: Auto", 1))}, "unknown field spec.mod"},
		{[]string{"check", "-f", s.file(strings.Replace(s.manifest, "min: 50, max: 100", "min: 100, max: 50", 1))}, "min must not be more than max"},
	} {
		code, out, errs := s.run(m.args...)
		s.exits(app.BadUsage, code, out, errs)
		s.has(errs, m.says, "kubectl codegen check --help shows how it is used.")
	}
}

// A built kustomization may hold many backends and much else.
func TestSeveral(t *testing.T) {
	t.Parallel()
	s := newScene(t, sim.Script{})
	second := strings.Replace(s.manifest, "name: hapa", "name: second", 1)
	s.manifest += secret + "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n---" + second
	code, out, errs := s.check()
	s.exits(app.Held, code, out, errs)
	s.has(out, "default/hapa\n", "\n\ndefault/second\n")
	code, out, errs = s.check("--vllm-url", s.vllm.URL())
	s.exits(app.BadUsage, code, out, errs)
	s.has(errs, "the file has 2 backends: choose one by --name")
	code, out, errs = s.check("--vllm-url", s.vllm.URL(), "--name=second", "-o=markdown")
	s.exits(app.Held, code, out, errs)
	if strings.Contains(out, "default/hapa") {
		t.Error("the other was checked as well")
	}
}

// A check that runs out of time says so, and proves nothing.
func TestTimeout(t *testing.T) {
	t.Parallel()
	s := newScene(t, sim.Script{Misbehave: sim.Hang})
	s.manifest += secret
	code, out, errs := s.check("--timeout=100ms")
	s.exits(app.DidNotHold, code, out, errs)
	s.has(errs, "the check was cut off")
	s.has(out, "not measured")
}
