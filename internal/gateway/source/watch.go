// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package source

import (
	"context"
	"fmt"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// backoff is short, because a flip may have been missed while the API server was away.
var backoff = wait.Backoff{Duration: 200 * time.Millisecond, Factor: 2, Jitter: 0.5, Steps: 20, Cap: 5 * time.Second}

// watch calls found with the object each time that it changes, until ctx ends. It does not call it when the object is deleted.
func watch(ctx context.Context, config *rest.Config, of types.NamespacedName, found func(*v1alpha1.CodeGenBackend)) error {
	client, err := restClient(config)
	if err != nil {
		return err
	}
	byName := fields.OneTermEqualSelector(metav1.ObjectNameField, of.Name)
	list := cache.NewListWatchFromClient(client, "codegenbackends", of.Namespace, byName)
	options := cache.ReflectorOptions{Name: of.String(), Backoff: &backoff}
	cache.NewReflectorWithOptions(list, &v1alpha1.CodeGenBackend{}, handler(found), options).RunWithContext(ctx)
	return nil
}

// restClient knows our kind alone, so that it needs no discovery.
func restClient(config *rest.Config) (rest.Interface, error) {
	scheme := runtime.NewScheme()
	if err := v1alpha1.AddToScheme(scheme); err != nil {
		return nil, fmt.Errorf("register our types: %w", err)
	}
	metav1.AddToGroupVersion(scheme, v1alpha1.GroupVersion)
	config = rest.CopyConfig(config)
	config.APIPath, config.GroupVersion = "/apis", &v1alpha1.GroupVersion
	config.NegotiatedSerializer = serializer.NewCodecFactory(scheme).WithoutConversion()
	client, err := rest.RESTClientFor(config)
	if err != nil {
		return nil, fmt.Errorf("make a client for CodeGenBackends: %w", err)
	}
	return client, nil
}

// handler is a reflector's store that keeps nothing: it passes objects on.
type handler func(*v1alpha1.CodeGenBackend)

func (h handler) handle(o any) error {
	if backend, ok := o.(*v1alpha1.CodeGenBackend); ok {
		h(backend)
	}
	return nil
}

// Add implements cache.ReflectorStore.
func (h handler) Add(o any) error { return h.handle(o) }

// Update implements cache.ReflectorStore.
func (h handler) Update(o any) error { return h.handle(o) }

// Delete implements cache.ReflectorStore: what was known holds.
func (h handler) Delete(any) error { return nil }

// Replace implements cache.ReflectorStore.
func (h handler) Replace(all []any, _ string) error {
	for _, o := range all {
		_ = h.handle(o)
	}
	return nil
}

// Resync implements cache.ReflectorStore.
func (h handler) Resync() error { return nil }
