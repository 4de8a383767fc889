// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1_test

import (
	"strings"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/cli-utils/pkg/kstatus/status"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// An object that no operator has seen yet is in progress for kstatus, rather than ready because it has no status.
func TestUnseenObjectsAreInProgress(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	b := made(t, c, "unseen-by-all")
	if b.Status.ObservedGeneration != -1 || b.Generation != 1 {
		t.Errorf("generation %d was observed of %d", b.Status.ObservedGeneration, b.Generation)
	}
	raw := &unstructured.Unstructured{}
	raw.SetGroupVersionKind(v1alpha1.GroupVersion.WithKind("CodeGenBackend"))
	if err := c.Get(t.Context(), client.ObjectKeyFromObject(b), raw); err != nil {
		t.Fatal(err)
	}
	got, err := status.Compute(raw)
	if err != nil || got.Status != status.InProgressStatus {
		t.Errorf("kstatus says %+v, %v", got, err)
	}
}

// A status that is written without observedGeneration gets the default again, which is also the minimum.
func TestObservedGenerationHasABound(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	b := made(t, c, "bound")
	b.Status = v1alpha1.CodeGenBackendStatus{}
	if err := c.Status().Update(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	if b.Status.ObservedGeneration != -1 {
		t.Errorf("after an empty status, generation %d was observed", b.Status.ObservedGeneration)
	}
	b.Status.ObservedGeneration = -2
	if err := c.Status().Update(t.Context(), b); !apierrors.IsInvalid(err) || !strings.Contains(err.Error(), "greater than or equal to -1") {
		t.Errorf("an observed generation of -2: %v", err)
	}
}

// kubectl explain says what -1 means.
func TestExplainDescribesUnseenObjects(t *testing.T) {
	t.Parallel()
	out := strings.Join(strings.Fields(explain(t, "codegenbackend.status.observedGeneration")), " ")
	if !strings.Contains(out, "-1: the operator has not seen the object yet.") {
		t.Errorf("it says\n%s", out)
	}
}
