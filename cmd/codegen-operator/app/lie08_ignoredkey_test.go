// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"testing"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/sim"
)

// TestLie08IgnoredKey: a key is declared, and the engine serves anyone who comes. That is no sickness: clients are served.
func TestLie08IgnoredKey(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.secret("vllm-key", "vllm-key-5d20")
	keyed := func(name string, m sim.Misbehaviour, found v1alpha1.KeyCheck) lie {
		return lie{
			name: name, script: sim.Script{APIKey: "vllm-key-5d20", Misbehave: m},
			spec:  spec(withKey("vllm-key")),
			shows: []func(*v1alpha1.CodeGenBackendStatus) bool{active(v1alpha1.EngineVLLM), bothHealthy, keyIs(v1alpha1.EngineVLLM, found)},
		}
	}
	ignored, enforced := keyed("ignored", sim.WrongKeyAccepted, v1alpha1.KeyNotEnforced), keyed("enforced", sim.None, v1alpha1.KeyEnforced)
	ignored.event = v1alpha1.ReasonKeyNotEnforced
	enforced.shows = append(enforced.shows, keyIs(v1alpha1.EngineLegacy, v1alpha1.KeyEnforced))
	enforced.then = func(s *stage, l *liar) {
		if s.hasWarning(l.backend, v1alpha1.ReasonKeyNotEnforced) {
			s.Error("an engine that insists on its key is warned of")
		}
	}
	s.uncover(ignored, enforced)
}

// withKey gives vllm a key, which is in a Secret.
func withKey(secret string) func(*v1alpha1.CodeGenBackendSpec) {
	return func(spec *v1alpha1.CodeGenBackendSpec) {
		spec.VLLM.Credentials = &v1alpha1.CredentialsSpec{SecretRef: v1alpha1.SecretKeyReference{Name: secret, Key: "token"}}
	}
}

func keyIs(e v1alpha1.EngineName, found v1alpha1.KeyCheck) func(*v1alpha1.CodeGenBackendStatus) bool {
	return func(s *v1alpha1.CodeGenBackendStatus) bool {
		for _, engine := range s.Engines {
			if engine.Name == e {
				return engine.KeyCheck == found
			}
		}
		return false
	}
}
