// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// stalled holds back what a watch would tell, as a network does at times.
type stalled struct {
	io.ReadCloser
	gate *sync.RWMutex // held by the test while nothing comes through
}

func (s stalled) Read(p []byte) (int, error) {
	n, err := s.ReadCloser.Read(p)
	s.gate.RLock()
	defer s.gate.RUnlock()
	return n, err
}

// TestStaleMemory: the cache shows the object as it was before the flip, for as long as it takes. Traffic does not go
// back to where that says: the cooldown that the flip has started is kept, and the flip history knows all flips.
func TestStaleMemory(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	api, config := newFaultyAPI(t, 0)
	gate := &sync.RWMutex{}
	api.answered = func(r *http.Response) {
		if r.Request.URL.Query().Get("watch") != "" && strings.HasSuffix(r.Request.URL.Path, "/codegenbackends") {
			r.Body = stalled{r.Body, gate}
		}
	}
	s.running(func(ctx context.Context) error { return s.operate(ctx, config) })
	b := s.apply(s.backend(func(spec *v1alpha1.CodeGenBackendSpec) { spec.Failover.CooldownSeconds = new(int32(600)) }))
	s.becomes(b, "both engines to be healthy", all(active(v1alpha1.EngineVLLM), bothHealthy))
	s.hasEndpoints("hapa", vllmAddress)

	gate.Lock()
	defer gate.Unlock()
	s.vllm.Kill()
	s.becomes(b, "the flip", all(active(v1alpha1.EngineLegacy), says(v1alpha1.ConditionVLLMHealthy, v1alpha1.EngineConnectionRefused)))
	must(t, s.vllm.Revive())
	now := s.becomes(b, "vllm to be healthy again", bothHealthy)
	s.hasEndpoints("hapa", legacyAddress)
	if now.Status.Active != v1alpha1.EngineLegacy || len(now.Status.Flips) != 1 || !isRouted(now) {
		t.Errorf("with a stale cache: %s", statusText(now))
	}
}
