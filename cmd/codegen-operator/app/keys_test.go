// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/sim"
)

const (
	oldKey = "vllm-key-old-1f"
	newKey = "vllm-key-new-2e"
)

// keyed is a stage whose vllm asks for a key and serves.
func keyed(t *testing.T) (*stage, *v1alpha1.CodeGenBackend) {
	t.Helper()
	s := newStage(t)
	s.vllm.SetScript(sim.Script{APIKey: oldKey})
	s.secret("vllm-key", oldKey)
	s.operator()
	b := s.apply(s.backend(withKey("vllm-key")))
	s.shows(b, "vllm to serve", active(v1alpha1.EngineVLLM), bothHealthy)
	return s, b
}

// TestKeyRotation: the engine and the Secret change to another key at the same time, and nothing is restarted.
func TestKeyRotation(t *testing.T) {
	t.Parallel()
	s, b := keyed(t)
	rotated := time.Now()
	s.rewrite("vllm-key", newKey)
	s.vllm.SetScript(sim.Script{APIKey: newKey})
	s.taken(b, rotated)
}

// TestKeyRotationByTheEngineFirst: the Secret follows only when the engine is known to refuse the old key.
func TestKeyRotationByTheEngineFirst(t *testing.T) {
	t.Parallel()
	s, b := keyed(t)
	s.vllm.SetScript(sim.Script{APIKey: newKey})
	s.shows(b, "the old key to be refused", active(v1alpha1.EngineLegacy), sick(v1alpha1.EngineUnauthorized))
	rotated := time.Now()
	s.rewrite("vllm-key", newKey)
	s.taken(b, rotated)
}

// taken waits until the new key is in use and vllm serves by it.
func (s *stage) taken(b *v1alpha1.CodeGenBackend, since time.Time) {
	s.Helper()
	s.until("the new key to be taken up", func() (bool, string) { return s.lastKey() == newKey, s.lastKey() })
	s.shows(b, "vllm to serve with the new key", active(v1alpha1.EngineVLLM), bothHealthy)
	s.Logf("the new key was taken up %v after it was in the Secret", time.Since(since).Round(time.Millisecond))
}

// lastKey is the key that the latest stream showed, of those that did not show a wrong one on purpose.
func (s *stage) lastKey() string {
	last := ""
	for _, r := range s.vllm.Streams() {
		if r.Key == oldKey || r.Key == newKey {
			last = r.Key
		}
	}
	return last
}

// TestKeyLost: somebody deletes the Secret. The engine goes on being watched, with the key that it was, and serving;
// once the Secret is back, its key holds.
func TestKeyLost(t *testing.T) {
	t.Parallel()
	s, b := keyed(t)
	must(t, s.client.Delete(t.Context(), &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Namespace: s.namespace, Name: "vllm-key"}}))
	serving := all(active(v1alpha1.EngineVLLM), bothHealthy, says(v1alpha1.ConditionReady, v1alpha1.ReasonServing))
	s.shows(b, "Stalled", says(v1alpha1.ConditionStalled, v1alpha1.ReasonSecretMissing), serving)
	s.vllm.Forget()
	s.until(
		"vllm to be asked with the old key",
		func() (bool, string) { return s.lastKey() == oldKey && s.vllm.Counts().Streams > 2, "it is not" },
	)
	if now := s.get(b); !serving(&now.Status) {
		t.Errorf("without the Secret it does not serve:\n%s", statusText(now))
	}

	s.vllm.SetScript(sim.Script{APIKey: newKey})
	s.secret("vllm-key", newKey)
	back := time.Now()
	s.taken(b, back)
	s.shows(b, "nothing to be in the way", says(v1alpha1.ConditionStalled, v1alpha1.ReasonNotStalled))
}

// rewrite changes what is in a Secret.
func (s *stage) rewrite(name, token string) {
	s.Helper()
	must(s.T, s.client.Update(s.Context(), &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Namespace: s.namespace, Name: name}, StringData: map[string]string{"token": token},
	}))
}
