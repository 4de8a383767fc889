// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// Forgetter is a kind that goes on by itself with what it was told.
type Forgetter interface {
	// Forget ends that for a backend.
	Forget(backend types.NamespacedName)
}

// Forget ends all that goes on by itself for a backend.
func (r Routes) Forget(backend types.NamespacedName) {
	for _, kind := range r {
		if f, ok := kind.(Forgetter); ok {
			f.Forget(backend)
		}
	}
}

// undeclared ends what goes on by itself for a kind of route that the spec no longer declares. It does not wait for the other routes, as what is
// pruned does: nobody is to be told any more.
func undeclared(kind Kind, backend *v1alpha1.CodeGenBackend) {
	if f, ok := kind.(Forgetter); ok {
		f.Forget(client.ObjectKeyFromObject(backend))
	}
}
