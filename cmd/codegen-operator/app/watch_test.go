// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"context"
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/watch"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/sim"
	"github.com/codegen-dev/codegen-operator/test/timing"
)

// collecting runs the garbage collector beside the shared control plane, once.
var collecting = sync.OnceValue(func() error { return shared.CollectGarbage(context.Background()) })

func isReady(b *v1alpha1.CodeGenBackend) bool {
	return meta.IsStatusConditionTrue(b.Status.Conditions, v1alpha1.ConditionReady)
}

func isRouted(b *v1alpha1.CodeGenBackend) bool {
	return meta.IsStatusConditionTrue(b.Status.Conditions, v1alpha1.ConditionRouted)
}

// watchStatus collects every write to an object from now on. The returned function says what came so far.
func (s *stage) watchStatus(b *v1alpha1.CodeGenBackend) func() []*v1alpha1.CodeGenBackend {
	s.Helper()
	w, err := s.watchBackend(s.Context(), b)
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

// quietFor reports whether no request comes to an engine for longer than any period between two.
func (s *stage) quietFor(e *sim.Engine) bool {
	before := e.Counts().Total()
	quiet := time.NewTimer(3 * time.Second)
	defer quiet.Stop()
	<-quiet.C
	return e.Counts().Total() == before
}

// watchBackend watches one object. The first event is the object as it is, if it exists.
func (s *stage) watchBackend(ctx context.Context, b *v1alpha1.CodeGenBackend) (watch.Interface, error) {
	return s.client.Watch(ctx, &v1alpha1.CodeGenBackendList{}, client.InNamespace(s.namespace), &client.ListOptions{
		FieldSelector: fields.OneTermEqualSelector("metadata.name", b.Name),
	})
}

// becomes waits until the status of an object meets a condition, and returns the object. It sees every status that is
// written meanwhile, however briefly it stands, and costs the API server one watch instead of many reads.
func (s *stage) becomes(b *v1alpha1.CodeGenBackend, what string, is func(*v1alpha1.CodeGenBackendStatus) bool) *v1alpha1.CodeGenBackend {
	s.Helper()
	ctx, cancel := context.WithTimeout(s.Context(), timing.Deadline)
	defer cancel()
	now := &v1alpha1.CodeGenBackend{}
	for ctx.Err() == nil {
		if s.follow(ctx, b, now, is) {
			return now
		}
	}
	s.Fatalf("waited %v for %s; last seen: %s", timing.Deadline, what, statusText(now))
	return nil
}

// follow keeps an object up to date until its status meets a condition. It returns false when the watch ends before
// that: API servers end watches at times. Conditions may depend on the time as well, so that they are evaluated between
// events too.
func (s *stage) follow(ctx context.Context, b, now *v1alpha1.CodeGenBackend, is func(*v1alpha1.CodeGenBackendStatus) bool) bool {
	s.Helper()
	w, err := s.watchBackend(ctx, b)
	if ctx.Err() != nil {
		return false
	}
	must(s.T, err)
	defer w.Stop()
	ticks := time.NewTicker(50 * time.Millisecond)
	defer ticks.Stop()
	for open := true; open; {
		var event watch.Event
		select {
		case event, open = <-w.ResultChan():
		case <-ticks.C:
		}
		if seen, ok := event.Object.(*v1alpha1.CodeGenBackend); ok && event.Type != watch.Deleted {
			*now = *seen
		}
		if now.UID != "" && is(&now.Status) {
			return true
		}
	}
	return false
}
