// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1_test

import (
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// made creates a minimal object of that name, in a namespace of its own, and reads it as our type.
func made(t *testing.T, c client.Client, name string) *v1alpha1.CodeGenBackend {
	t.Helper()
	ns := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{GenerateName: "test-"}}
	if err := c.Create(t.Context(), ns); err != nil {
		t.Fatal(err)
	}
	raw := backend(t, "metadata: {name: "+name+", namespace: "+ns.Name+"}")
	if err := c.Create(t.Context(), raw); err != nil {
		t.Fatal(err)
	}
	var typed v1alpha1.CodeGenBackend
	if err := c.Get(t.Context(), client.ObjectKeyFromObject(raw), &typed); err != nil {
		t.Fatal(err)
	}
	return &typed
}

// The status is a subresource: a user who may write specs cannot forge it, and the operator cannot change a spec by writing it.
func TestStatusIsASubresource(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	b := made(t, c, "subresource")

	b.Status.Active = v1alpha1.EngineLegacy
	if err := c.Update(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	if b.Status.Active != "" {
		t.Error("an update of the object wrote its status")
	}

	b.Status.Active, b.Spec.Mode = v1alpha1.EngineLegacy, v1alpha1.ModePaused
	if err := c.Status().Update(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	if b.Status.Active != v1alpha1.EngineLegacy || b.Spec.Mode != v1alpha1.ModeAuto {
		t.Errorf("an update of the status left active %q and mode %q", b.Status.Active, b.Spec.Mode)
	}
	if b.Generation != 1 {
		t.Errorf("generation %d: a status is no new generation", b.Generation)
	}
}

// A canary may go through both engines. Its two entries in the status have different keys, and an entry with the same key as another
// is refused.
func TestStatusHasOneEntryPerCanaryAndPath(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	b := made(t, c, "ways")
	b.Status.Canaries = []v1alpha1.CanaryStatus{
		{Name: "jay", Through: v1alpha1.ThroughVLLM, LastRunTime: metav1.Now()},
		{Name: "jay", Through: v1alpha1.ThroughLegacy},
	}
	if err := c.Status().Update(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	b.Status.Canaries = append(b.Status.Canaries, b.Status.Canaries[0])
	if err := c.Status().Update(t.Context(), b); !apierrors.IsInvalid(err) || !strings.Contains(err.Error(), "Duplicate value") {
		t.Errorf("two entries with one key: %v", err)
	}
}

// The time of a flip has microseconds, because there may be two flips in one second.
func TestFlipsKeepMicroseconds(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	b := made(t, c, "flips")
	at := metav1.NewMicroTime(time.Date(2026, 7, 1, 12, 0, 0, 123456000, time.UTC))
	b.Status.Flips = []v1alpha1.Flip{{Time: at, From: v1alpha1.EngineVLLM, To: v1alpha1.EngineLegacy, Reason: v1alpha1.FlipActiveUnhealthy}}
	if err := c.Status().Update(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	if got := b.Status.Flips[0].Time; !got.Equal(&at) {
		t.Errorf("written at %v, read as %v", at, got)
	}
}
