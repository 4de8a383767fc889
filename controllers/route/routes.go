// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"context"
	"errors"

	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/route/owned"
	"github.com/codegen-dev/codegen-operator/controllers/route/state"
)

// Kind is one kind of route.
type Kind interface {
	// Kind returns the name of the kind in the status.
	Kind() v1alpha1.RouteKind
	// Declared returns the name of the route that the spec declares; empty: none.
	Declared(backend *v1alpha1.CodeGenBackend) string
	// Apply points the declared route to the desired engine. It waits for nothing but the API server.
	Apply(ctx context.Context, backend *v1alpha1.CodeGenBackend, d Desired) state.Route
	// Prune removes what an earlier spec declared and this one does not.
	Prune(ctx context.Context, backend *v1alpha1.CodeGenBackend) error
}

// Forgetter is a kind of route that works in the background.
type Forgetter interface {
	// Forget stops the work for a backend.
	Forget(backend types.NamespacedName)
}

// inspector is a kind of route that can read which engine its route points to; empty: neither.
type inspector interface {
	Actual(ctx context.Context, backend *v1alpha1.CodeGenBackend, d Desired) (v1alpha1.EngineName, error)
}

// Routes are all kinds of routes, in the order in which they are applied.
type Routes []Kind

// Apply points every declared route to the desired engine. What an earlier spec declared is removed only once all
// routes are ready, because it may serve clients until then.
func (r Routes) Apply(ctx context.Context, backend *v1alpha1.CodeGenBackend, d Desired) state.Summary {
	var routes []state.Route
	for _, kind := range r {
		name := kind.Declared(backend)
		if name == "" {
			forget(kind, client.ObjectKeyFromObject(backend)) // unlike pruning, this does not wait for the other routes
			continue
		}
		applied := apply(ctx, kind, name, backend, d)
		applied.Kind, applied.Name = kind.Kind(), name
		routes = append(routes, applied)
	}
	summary := state.Summarize(routes)
	if !summary.Ready {
		return summary
	}
	return summary.WithPruneError(r.prune(ctx, backend))
}

// apply applies one route, unless an older backend declares it too.
func apply(ctx context.Context, kind Kind, name string, backend *v1alpha1.CodeGenBackend, d Desired) state.Route {
	if older := d.Claimed[claim(kind.Kind(), name)]; older != "" {
		return claimedByOlder(kind.Kind(), name, older)
	}
	applied := kind.Apply(ctx, backend, d)
	if i, ok := kind.(inspector); ok && applied.Err != nil && !applied.Uncertain {
		// An earlier attempt may have changed the route without a word of it in the status.
		engine, err := i.Actual(ctx, backend, d)
		applied.Uncertain = errors.Is(err, owned.ErrUncertain)
		if err == nil {
			applied.Actual = &engine
		}
	}
	return applied
}

// prune removes what an earlier spec declared.
func (r Routes) prune(ctx context.Context, backend *v1alpha1.CodeGenBackend) error {
	var all error
	for _, kind := range r {
		all = errors.Join(all, kind.Prune(ctx, backend))
	}
	return all
}

// Forget stops all background work for a backend.
func (r Routes) Forget(backend types.NamespacedName) {
	for _, kind := range r {
		forget(kind, backend)
	}
}

func forget(kind Kind, backend types.NamespacedName) {
	if f, ok := kind.(Forgetter); ok {
		f.Forget(backend)
	}
}
