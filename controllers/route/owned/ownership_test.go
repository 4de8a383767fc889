// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package owned

import (
	"context"
	"errors"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	"pgregory.net/rapid"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// backends is a client that knows backends and nothing else, and records what is deleted.
type backends struct {
	client.Client
	items   []v1alpha1.CodeGenBackend
	err     error
	deleted []string
}

func (b *backends) Scheme() *runtime.Scheme {
	scheme := runtime.NewScheme()
	if err := errors.Join(clientgoscheme.AddToScheme(scheme), v1alpha1.AddToScheme(scheme)); err != nil {
		panic(err)
	}
	return scheme
}

func (b *backends) Get(_ context.Context, key client.ObjectKey, o client.Object, _ ...client.GetOption) error {
	if b.err != nil {
		return b.err
	}
	for i := range b.items {
		if into, ok := o.(*v1alpha1.CodeGenBackend); ok && b.items[i].Name == key.Name {
			b.items[i].DeepCopyInto(into)
			return nil
		}
	}
	return apierrors.NewNotFound(schema.GroupResource{Resource: "codegenbackends"}, key.Name)
}

func (b *backends) List(_ context.Context, list client.ObjectList, _ ...client.ListOption) error {
	list.(*v1alpha1.CodeGenBackendList).Items = b.items
	return b.err
}

func (b *backends) Delete(_ context.Context, o client.Object, _ ...client.DeleteOption) error {
	b.deleted = append(b.deleted, o.GetName())
	return nil
}

func store(err error, items ...v1alpha1.CodeGenBackend) (Store, *backends) {
	c := &backends{items: items, err: err}
	return Store{Client: c, Live: c, Expectations: &Expectations{}}, c
}

var noon = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)

// declaring makes a backend that was created so many seconds after noon, and declares the Service code.
func declaring(name string, created int) v1alpha1.CodeGenBackend {
	b := v1alpha1.CodeGenBackend{ObjectMeta: metav1.ObjectMeta{
		Namespace: "team", Name: name, UID: types.UID("uid-" + name),
		CreationTimestamp: metav1.NewTime(noon.Add(time.Duration(created) * time.Second)),
	}}
	b.Spec.Route.Service = &v1alpha1.ServiceRoute{Name: "code"}
	return b
}

func without(b v1alpha1.CodeGenBackend) v1alpha1.CodeGenBackend {
	b.Spec.Route.Service = nil
	return b
}

// code is the Service, controlled by a backend; "": by nobody.
func code(owner string) *corev1.Service {
	s := &corev1.Service{ObjectMeta: metav1.ObjectMeta{Namespace: "team", Name: "code"}}
	if owner != "" {
		s.OwnerReferences = []metav1.OwnerReference{{
			APIVersion: v1alpha1.GroupVersion.String(), Kind: "CodeGenBackend", Name: owner, UID: types.UID("uid-" + owner), Controller: new(true),
		}}
	}
	return s
}

func TestCheckOwner(t *testing.T) {
	t.Parallel()
	adopted, foreign, ofGateway := code(""), code("other"), code("other")
	adopted.Annotations = map[string]string{v1alpha1.AnnotationAdopt: "hapa"}
	foreign.OwnerReferences[0].Kind = "Deployment"
	ofGateway.Labels = map[string]string{LabelComponent: component(v1alpha1.RouteGateway)}
	recreated := declaring("other", -10)
	recreated.UID = "another"
	unreadable := apierrors.NewServiceUnavailable("etcd")
	for name, c := range map[string]struct {
		object *corev1.Service
		others []v1alpha1.CodeGenBackend
		err    error
		want   error // nil: it may be taken
	}{
		"ours":                             {code("hapa"), nil, nil, nil},
		"controlled by no one":             {code(""), nil, nil, ErrNotOwned},
		"handed over by the annotation":    {adopted, nil, nil, nil},
		"of a Deployment":                  {foreign, nil, nil, ErrNotOwned},
		"of a backend that is gone":        {code("other"), nil, nil, nil},
		"of a backend that was recreated":  {code("other"), []v1alpha1.CodeGenBackend{recreated}, nil, nil},
		"of a younger backend":             {code("other"), []v1alpha1.CodeGenBackend{declaring("other", 10)}, nil, nil},
		"of an older backend":              {code("other"), []v1alpha1.CodeGenBackend{declaring("other", -10)}, nil, ErrNotOwned},
		"released by an older backend":     {code("other"), []v1alpha1.CodeGenBackend{without(declaring("other", -10))}, nil, nil},
		"of an older backend's gateway":    {ofGateway, []v1alpha1.CodeGenBackend{without(declaring("other", -10))}, nil, ErrNotOwned},
		"of a backend that cannot be read": {code("other"), nil, unreadable, unreadable},
	} {
		s, _ := store(c.err, c.others...)
		backend := declaring("hapa", 0)
		if err := s.CheckOwner(t.Context(), &backend, c.object); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

// A backend that no longer declares an object deletes it, unless another backend that acts declares it.
func TestRemove(t *testing.T) {
	t.Parallel()
	paused, deleting := declaring("other", 10), declaring("other", 10)
	paused.Spec.Mode = v1alpha1.ModePaused
	deleting.DeletionTimestamp = new(metav1.NewTime(noon))
	for name, c := range map[string]struct {
		object  *corev1.Service
		backend v1alpha1.CodeGenBackend
		others  []v1alpha1.CodeGenBackend
		deleted bool
	}{
		"no other declares it":              {code("hapa"), without(declaring("hapa", 0)), nil, true},
		"it is not ours":                    {code("other"), without(declaring("hapa", 0)), nil, false},
		"another declares it":               {code("hapa"), without(declaring("hapa", 0)), []v1alpha1.CodeGenBackend{declaring("other", 10)}, false},
		"another declares it and is paused": {code("hapa"), without(declaring("hapa", 0)), []v1alpha1.CodeGenBackend{paused}, true},
		"another is being deleted":          {code("hapa"), without(declaring("hapa", 0)), []v1alpha1.CodeGenBackend{deleting}, true},
		"it is still declared":              {code("hapa"), declaring("hapa", 0), []v1alpha1.CodeGenBackend{declaring("other", 10)}, true},
	} {
		s, client := store(nil, append(c.others, c.backend)...)
		if err := s.Remove(t.Context(), &c.backend, c.object); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got := len(client.deleted) > 0; got != c.deleted {
			t.Errorf("%s: deleted %v", name, client.deleted)
		}
	}
}

// Of two backends exactly one is older, and the order is the same for all who ask.
func TestOlderIsAnOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) *v1alpha1.CodeGenBackend {
			b := declaring(name, rapid.IntRange(0, 2).Draw(t, name))
			return &b
		}
		a, b, c := draw("a"), draw("b"), draw("c")
		if Older(a, b) == Older(b, a) || Older(a, a) {
			t.Fatalf("a before b: %t, b before a: %t", Older(a, b), Older(b, a))
		}
		if Older(a, b) && Older(b, c) && !Older(a, c) {
			t.Fatal("the order is not transitive")
		}
	})
}
