// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package dashboard

import (
	"context"
	"fmt"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// backoff retries often, because somebody is looking at the page.
var backoff = wait.Backoff{Duration: 200 * time.Millisecond, Factor: 2, Jitter: 0.5, Steps: 20, Cap: 5 * time.Second}

// follow keeps the hub up to date with the backends of a namespace, or of all namespaces, until ctx ends.
func follow(ctx context.Context, config *rest.Config, namespace string, h *hub) error {
	client, err := restClient(config)
	if err != nil {
		return err
	}
	list := cache.NewListWatchFromClient(client, "codegenbackends", namespace, fields.Everything())
	options := cache.ReflectorOptions{Name: "dashboard", Backoff: &backoff}
	cache.NewReflectorWithOptions(reportingListWatch{list, h}, &v1alpha1.CodeGenBackend{}, store{h}, options).RunWithContext(ctx)
	return nil
}

// restClient returns a client of our kind alone, which needs no discovery.
func restClient(config *rest.Config) (rest.Interface, error) {
	scheme := runtime.NewScheme()
	if err := v1alpha1.AddToScheme(scheme); err != nil {
		return nil, fmt.Errorf("register the types: %w", err)
	}
	metav1.AddToGroupVersion(scheme, v1alpha1.GroupVersion)
	config = rest.CopyConfig(config)
	config.APIPath, config.GroupVersion = "/apis", &v1alpha1.GroupVersion
	config.NegotiatedSerializer = serializer.NewCodecFactory(scheme).WithoutConversion()
	client, err := rest.RESTClientFor(config)
	if err != nil {
		return nil, fmt.Errorf("create a client for CodeGenBackends: %w", err)
	}
	return client, nil
}

// reportingListWatch lists and watches, and reports errors to the hub. The reflector retries and does not report them.
type reportingListWatch struct {
	*cache.ListWatch
	hub *hub
}

// ListWithContext implements cache.ListerWithContext.
func (p reportingListWatch) ListWithContext(ctx context.Context, options metav1.ListOptions) (runtime.Object, error) {
	list, err := p.ListWatch.ListWithContext(ctx, options)
	p.report(ctx, err)
	return list, err
}

// WatchWithContext implements cache.WatcherWithContext.
func (p reportingListWatch) WatchWithContext(ctx context.Context, options metav1.ListOptions) (watch.Interface, error) {
	changes, err := p.ListWatch.WatchWithContext(ctx, options)
	p.report(ctx, err)
	return changes, err
}

func (p reportingListWatch) report(ctx context.Context, err error) {
	switch {
	case ctx.Err() != nil:
	case err != nil:
		p.hub.setHealth(lost(err))
	default:
		p.hub.setHealth(Health{Phase: Live})
	}
}

// store passes changes from the reflector to the hub.
type store struct{ hub *hub }

// Add implements cache.ReflectorStore.
func (s store) Add(o any) error { return s.Update(o) }

// Update implements cache.ReflectorStore.
func (s store) Update(o any) error {
	if b, ok := o.(*v1alpha1.CodeGenBackend); ok {
		s.hub.set(b)
	}
	return nil
}

// Delete implements cache.ReflectorStore.
func (s store) Delete(o any) error {
	if b, ok := o.(*v1alpha1.CodeGenBackend); ok {
		s.hub.remove(keyOf(b))
	}
	return nil
}

// Replace implements cache.ReflectorStore.
func (s store) Replace(all []any, _ string) error {
	backends := make([]*v1alpha1.CodeGenBackend, 0, len(all))
	for _, o := range all {
		if b, ok := o.(*v1alpha1.CodeGenBackend); ok {
			backends = append(backends, b)
		}
	}
	s.hub.replace(backends)
	return nil
}

// Resync implements cache.ReflectorStore.
func (s store) Resync() error { return nil }
