// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// prepare creates what the sample needs: its namespace, the Services that it refers to, and the
// Secrets that it does not contain.
func (d *demo) prepare(ctx context.Context) error {
	var objects []client.Object
	for _, e := range []*engine{d.vllm, d.legacy} {
		objects = append(objects, d.serviceOf(e)...)
		objects = append(objects, d.secretOf(e)...)
	}
	namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: d.sample.backend.Namespace}}
	if err := d.client.Create(ctx, namespace); err != nil && !apierrors.IsAlreadyExists(err) {
		return fmt.Errorf("creating the namespace: %w", err)
	}
	for _, o := range objects {
		if err := d.client.Create(ctx, o); err != nil {
			return fmt.Errorf("creating %s: %w", o.GetName(), err)
		}
	}
	return nil
}

// serviceOf is the Service of an engine, with an endpoint: without nodes, nothing else creates endpoints.
func (d *demo) serviceOf(e *engine) []client.Object {
	if e.location.service == "" {
		return nil
	}
	d.out.say("Service %s selects %s, at the endpoint %s", e.location.service, e.name, e.location.endpoint())
	return []client.Object{
		&corev1.Service{
			ObjectMeta: d.named(e.location.service),
			Spec:       corev1.ServiceSpec{ClusterIP: corev1.ClusterIPNone, Ports: []corev1.ServicePort{{Name: "http", Port: e.location.port}}},
		},
		&discoveryv1.EndpointSlice{
			ObjectMeta: metav1.ObjectMeta{
				Namespace: d.sample.backend.Namespace, Name: e.location.service + "-1",
				Labels: map[string]string{discoveryv1.LabelServiceName: e.location.service},
			},
			AddressType: discoveryv1.AddressTypeIPv4,
			Endpoints:   []discoveryv1.Endpoint{{Addresses: []string{e.location.address}}},
			Ports:       []discoveryv1.EndpointPort{{Name: new("http"), Port: &e.location.port}},
		},
	}
}

// secretOf is the Secret with an engine's key, unless the sample has it.
func (d *demo) secretOf(e *engine) []client.Object {
	if e.key == "" || d.sample.key(e.spec.Credentials.SecretRef) != "" {
		return nil
	}
	ref := e.spec.Credentials.SecretRef
	d.out.say("Secret %s holds the key that %s requires, in the header %s", ref.Name, e.name, headerOf(e.spec.Credentials))
	return []client.Object{&corev1.Secret{ObjectMeta: d.named(ref.Name), StringData: map[string]string{ref.Key: e.key}}}
}

// headerOf is the header for the key, with the API's default.
func headerOf(c *v1alpha1.CredentialsSpec) string {
	if c.Header == "" {
		return "Authorization"
	}
	return c.Header
}

func (d *demo) named(name string) metav1.ObjectMeta {
	return metav1.ObjectMeta{Namespace: d.sample.backend.Namespace, Name: name}
}
