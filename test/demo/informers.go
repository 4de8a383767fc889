// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"time"

	discoveryv1 "k8s.io/api/discovery/v1"
	"k8s.io/client-go/rest"
	toolscache "k8s.io/client-go/tools/cache"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/cmd/codegen-operator/app"
)

// observe watches one backend and the EndpointSlices of its Service until ctx ends.
func (w *observer) observe(ctx context.Context, config *rest.Config, backend *v1alpha1.CodeGenBackend) error {
	watched, err := cache.New(config, cache.Options{
		Scheme:            app.Scheme(),
		DefaultNamespaces: map[string]cache.Config{backend.Namespace: {}},
	})
	if err != nil {
		return fmt.Errorf("watching: %w", err)
	}
	for object, see := range map[client.Object]toolscache.ResourceEventHandler{
		&v1alpha1.CodeGenBackend{}:   w.onBackend(backend.Name),
		&discoveryv1.EndpointSlice{}: w.onSlices(backend.Spec.Route.Service.Name),
	} {
		informer, err := watched.GetInformer(ctx, object, cache.BlockUntilSynced(false))
		if err != nil {
			return fmt.Errorf("watching: %w", err)
		}
		if _, err := informer.AddEventHandler(see); err != nil {
			return fmt.Errorf("watching: %w", err)
		}
	}
	go func() { _ = watched.Start(ctx) }() // it fails only if it is started twice
	if !watched.WaitForCacheSync(ctx) {
		return context.Cause(ctx)
	}
	return nil
}

func (w *observer) onBackend(name string) toolscache.ResourceEventHandler {
	see := func(o any) {
		if b, ok := o.(*v1alpha1.CodeGenBackend); ok && b.Name == name {
			w.setStatus(b.Status, time.Now())
		}
	}
	return toolscache.ResourceEventHandlerFuncs{AddFunc: see, UpdateFunc: func(_, now any) { see(now) }}
}

func (w *observer) onSlices(service string) toolscache.ResourceEventHandler {
	see := func(o any, there bool) {
		s, ok := o.(*discoveryv1.EndpointSlice)
		if !ok || s.Labels[discoveryv1.LabelServiceName] != service {
			return
		}
		var addresses []string
		for i := range s.Endpoints {
			if there {
				addresses = append(addresses, s.Endpoints[i].Addresses...)
			}
		}
		w.setSlice(s.Name, addresses, time.Now())
	}
	return toolscache.ResourceEventHandlerFuncs{
		AddFunc:    func(o any) { see(o, true) },
		UpdateFunc: func(_, now any) { see(now, true) },
		DeleteFunc: func(o any) { see(o, false) },
	}
}
