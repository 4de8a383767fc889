// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package check_test

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/codegen-dev/codegen-operator/cmd/kubectl-codegen/app"
	"github.com/codegen-dev/codegen-operator/internal/sim"
)

const legacyKey = "check-key-51c9"

// fixture is two engines on loopback, and a manifest that declares them.
type fixture struct {
	*testing.T
	vllm, legacy *sim.Engine
	manifest     string
	env          map[string]string
}

func newFixture(t *testing.T, vllm sim.Script) *fixture {
	t.Helper()
	s := &fixture{
		T:      t,
		vllm:   start(t, sim.OpenAI, vllm),
		legacy: start(t, sim.CodeGen, sim.Script{APIKey: legacyKey}),
		env:    map[string]string{},
	}
	s.manifest = fmt.Sprintf(declared, s.vllm.URL(), s.legacy.URL())
	return s
}

func start(t *testing.T, p sim.Protocol, script sim.Script) *sim.Engine {
	t.Helper()
	e, err := sim.Start(p, script)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	return e
}

const declared = `
apiVersion: serving.codegen.dev/v1alpha1
kind: CodeGenBackend
metadata: {name: hapa}
spec:
  vllm:
    protocol: OpenAI
    url: %s
    models: [{name: autocomplete}, {name: prompt}]
  legacy:
    protocol: CodeGen
    url: %s
    credentials: {header: X-API-Key, secretRef: {name: backend-key, key: api-key}}
  probe: {periodSeconds: 1, timeoutSeconds: 1, successThreshold: 1, failureThreshold: 1, pulse: {periodSeconds: 1, timeoutSeconds: 1}}
  chunking: {chunks: {min: 50, max: 100}, firstChunkMilliseconds: {max: 900}}
  canaries:
  - name: print-jay
    prompt: 'Write one line of Python that prints "Jay-{{nonce}}". Code only.'
    expect: {contains: 'print("Jay-{{nonce}}")'}
    targets: {}
    through: [vllm, legacy]
    onFailure: Flip
    periodSeconds: 10
    timeoutSeconds: 5
  - {name: on-target, prompt: "Write a queue, {{nonce}}.", model: prompt, through: [vllm, route], timeoutSeconds: 5}
  route: {service: {name: hapa, port: 80}}
`

const secret = `
---
apiVersion: v1
kind: Secret
metadata: {name: backend-key}
stringData: {api-key: ` + legacyKey + "}\n"

// check runs kubectl codegen check on the manifest, and lets loopback through the guard.
func (s *fixture) check(args ...string) (code int, out, errs string) {
	s.Helper()
	return s.run(append([]string{"check", "-f", s.file(s.manifest), "--allow-addresses=127.0.0.0/8"}, args...)...)
}

func (s *fixture) run(args ...string) (code int, out, errs string) {
	s.Helper()
	var stdout, stderr bytes.Buffer
	env := maps.Clone(s.env)
	code = app.Main(s.Context(), args, app.Environment{
		In: strings.NewReader(s.manifest), Out: &stdout, Err: &stderr, Env: func(name string) string { return env[name] },
	})
	if strings.Contains(stdout.String()+stderr.String(), legacyKey) {
		s.Error("the key was shown")
	}
	return code, stdout.String(), stderr.String()
}

func (s *fixture) file(text string) string {
	s.Helper()
	path := filepath.Join(s.TempDir(), "file")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		s.Fatal(err)
	}
	return path
}

// contains fails if a text lacks one of the parts.
func (s *fixture) contains(text string, parts ...string) {
	s.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			s.Errorf("%q is missing in\n%s", part, text)
		}
	}
}

// exits fails if an exit code is not the wanted one.
func (s *fixture) exits(want, code int, out, errs string) {
	s.Helper()
	if code != want {
		s.Errorf("exit code %d, want %d\n%s\n%s", code, want, out, errs)
	}
}
