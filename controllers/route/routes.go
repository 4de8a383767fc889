// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"context"
	"errors"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// Kind carries traffic by one kind of object.
type Kind interface {
	// Kind is what the status calls it.
	Kind() v1alpha1.RouteKind
	// Declared is the name of what the spec declares; empty: nothing.
	Declared(backend *v1alpha1.CodeGenBackend) string
	// Carry has what is declared carry the destination. It waits for nothing but the API server.
	Carry(ctx context.Context, backend *v1alpha1.CodeGenBackend, d Destination) State
	// Prune removes what an earlier spec declared and this one does not.
	Prune(ctx context.Context, backend *v1alpha1.CodeGenBackend) error
}

// Routes are all kinds, in the order in which they are carried.
type Routes []Kind

// Carry has every declared route carry the destination. What an earlier spec declared goes only once all of them do, because until
// then it may still serve somebody.
func (r Routes) Carry(ctx context.Context, backend *v1alpha1.CodeGenBackend, d Destination) Outcome {
	var states []State
	for _, kind := range r {
		if name := kind.Declared(backend); name == "" {
			undeclared(kind, backend)
		} else {
			state := carry(ctx, kind, name, backend, d)
			state.Kind, state.Name = kind.Kind(), name
			states = append(states, state)
		}
	}
	o := Sum(states)
	if o.Ready {
		o = Litter(o, r.prune(ctx, backend))
	}
	return o
}

// looker is a Kind that can tell which of the two engines its route carries now; empty: neither.
type looker interface {
	Look(ctx context.Context, backend *v1alpha1.CodeGenBackend, d Destination) (v1alpha1.EngineName, error)
}

// carry has one route carry the destination, unless an older backend has it.
func carry(ctx context.Context, kind Kind, name string, backend *v1alpha1.CodeGenBackend, d Destination) State {
	if older := d.Claimed[claim(kind.Kind(), name)]; older != "" {
		return claimedBefore(kind.Kind(), name, older)
	}
	state := kind.Carry(ctx, backend, d)
	if eyes, can := kind.(looker); can && state.Err != nil && !state.Unsure {
		state.look(eyes.Look(ctx, backend, d))
	}
	return state
}

// look notes what a route carries after an error: it may be what an earlier attempt wrote, of which the status does not tell.
func (s *State) look(engine v1alpha1.EngineName, err error) {
	s.Unsure = errors.Is(err, errUnsure)
	if err == nil {
		s.Actual = &engine
	}
}

// prune removes what an earlier spec declared.
func (r Routes) prune(ctx context.Context, backend *v1alpha1.CodeGenBackend) error {
	var all error
	for _, kind := range r {
		all = errors.Join(all, kind.Prune(ctx, backend))
	}
	return all
}
