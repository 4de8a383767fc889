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

// patience: an API server that was away is tried again soon, for a flip may have been missed.
var patience = wait.Backoff{Duration: 200 * time.Millisecond, Factor: 2, Jitter: 0.5, Steps: 20, Cap: 5 * time.Second}

// watch has found called with the object as often as it changes, until ctx ends. It is not called where the object goes away.
func watch(ctx context.Context, config *rest.Config, of types.NamespacedName, found func(*v1alpha1.CodeGenBackend)) error {
	client, err := restClient(config)
	if err != nil {
		return err
	}
	alone := fields.OneTermEqualSelector(metav1.ObjectNameField, of.Name)
	list := cache.NewListWatchFromClient(client, "codegenbackends", of.Namespace, alone)
	options := cache.ReflectorOptions{Name: of.String(), Backoff: &patience}
	cache.NewReflectorWithOptions(list, &v1alpha1.CodeGenBackend{}, ear(found), options).RunWithContext(ctx)
	return nil
}

// restClient speaks of our kind alone, so that nothing must be asked of the API server before.
func restClient(config *rest.Config) (rest.Interface, error) {
	scheme := runtime.NewScheme()
	if err := v1alpha1.AddToScheme(scheme); err != nil {
		return nil, fmt.Errorf("learning our types: %w", err)
	}
	metav1.AddToGroupVersion(scheme, v1alpha1.GroupVersion)
	config = rest.CopyConfig(config)
	config.APIPath, config.GroupVersion = "/apis", &v1alpha1.GroupVersion
	config.NegotiatedSerializer = serializer.NewCodecFactory(scheme).WithoutConversion()
	client, err := rest.RESTClientFor(config)
	if err != nil {
		return nil, fmt.Errorf("making a client for CodeGenBackends: %w", err)
	}
	return client, nil
}

// ear is the store of a reflector that keeps nothing: it passes on what it hears.
type ear func(*v1alpha1.CodeGenBackend)

func (e ear) hear(o any) error {
	if backend, ok := o.(*v1alpha1.CodeGenBackend); ok {
		e(backend)
	}
	return nil
}

// Add implements cache.ReflectorStore.
func (e ear) Add(o any) error { return e.hear(o) }

// Update implements cache.ReflectorStore.
func (e ear) Update(o any) error { return e.hear(o) }

// Delete implements cache.ReflectorStore: what was known stands.
func (e ear) Delete(any) error { return nil }

// Replace implements cache.ReflectorStore.
func (e ear) Replace(all []any, _ string) error {
	for _, o := range all {
		_ = e.hear(o)
	}
	return nil
}

// Resync implements cache.ReflectorStore.
func (e ear) Resync() error { return nil }
