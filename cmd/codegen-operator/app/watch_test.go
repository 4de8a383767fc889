// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"context"
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/fields"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/sim"
)

// collecting runs the garbage collector beside the shared control plane, once.
var collecting = sync.OnceValue(func() error { return shared.CollectGarbage(context.Background()) })

func isReady(b *v1alpha1.CodeGenBackend) bool {
	return meta.IsStatusConditionTrue(b.Status.Conditions, v1alpha1.ConditionReady)
}

func isRouted(b *v1alpha1.CodeGenBackend) bool {
	return meta.IsStatusConditionTrue(b.Status.Conditions, v1alpha1.ConditionRouted)
}

// watchStatus collects every write to an object from now on. The returned function tells what came so far.
func (s *stage) watchStatus(b *v1alpha1.CodeGenBackend) func() []*v1alpha1.CodeGenBackend {
	s.Helper()
	w, err := s.client.Watch(s.Context(), &v1alpha1.CodeGenBackendList{}, client.InNamespace(s.namespace), &client.ListOptions{
		FieldSelector: fields.OneTermEqualSelector("metadata.name", b.Name),
		Raw:           nil,
	})
	must(s.T, err)
	s.Cleanup(w.Stop)
	var mu sync.Mutex
	var came []*v1alpha1.CodeGenBackend
	go func() {
		for event := range w.ResultChan() {
			if now, ok := event.Object.(*v1alpha1.CodeGenBackend); ok && event.Type == "MODIFIED" {
				mu.Lock()
				came = append(came, now)
				mu.Unlock()
			}
		}
	}()
	return func() []*v1alpha1.CodeGenBackend {
		mu.Lock()
		defer mu.Unlock()
		return append([]*v1alpha1.CodeGenBackend(nil), came...)
	}
}

// quietFor tells whether no request comes to an engine for longer than any period between two.
func (s *stage) quietFor(e *sim.Engine) bool {
	before := e.Counts().Total()
	quiet := time.NewTimer(3 * time.Second)
	defer quiet.Stop()
	<-quiet.C
	return e.Counts().Total() == before
}
