// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"context"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	corev1ac "k8s.io/client-go/applyconfigurations/core/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/route/owned"
)

// portNamed is the name of the one port in the Service and in its slices, which matches them.
const portNamed = "http"

// managedService is a Service without a selector, with its EndpointSlices.
type managedService struct {
	Store        owned.Store
	backend      *v1alpha1.CodeGenBackend
	name         string
	port         int32
	labels       map[string]string
	wantedSlices []string // their names
}

// service creates or updates the Service.
func (f *managedService) service(ctx context.Context) error {
	actual := &corev1.Service{ObjectMeta: metav1.ObjectMeta{Namespace: f.backend.Namespace, Name: f.name}}
	found, err := f.Store.Existing(ctx, f.backend, actual)
	if err != nil {
		return err
	}
	if found && f.asDeclared(actual) {
		return nil
	}
	if found && actual.Spec.ClusterIP == corev1.ClusterIPNone {
		return errHeadless
	}
	if found && f.needsOverwrite(actual) {
		if err := f.overwrite(ctx, actual); err != nil {
			return err
		}
	}
	return f.Store.Apply(ctx, f.backend, f.wanted())
}

// needsOverwrite reports whether someone else set fields that send traffic elsewhere, and that server-side apply does not remove.
func (f *managedService) needsOverwrite(actual *corev1.Service) bool {
	return !plain(&actual.Spec) || len(actual.Spec.Ports) != 1 || actual.Spec.Ports[0].Port != f.port
}

// plain reports whether a Service is reached at its cluster address, from anywhere in the cluster, and leads to its slices only.
func plain(spec *corev1.ServiceSpec) bool {
	local := spec.InternalTrafficPolicy != nil && *spec.InternalTrafficPolicy == corev1.ServiceInternalTrafficPolicyLocal
	return len(spec.Selector) == 0 && spec.Type == corev1.ServiceTypeClusterIP && spec.ClusterIP != corev1.ClusterIPNone &&
		spec.ExternalName == "" && len(spec.ExternalIPs) == 0 && !local
}

func (f *managedService) overwrite(ctx context.Context, actual *corev1.Service) error {
	overwritten := actual.DeepCopy()
	spec := &overwritten.Spec
	spec.Selector, spec.Type, spec.InternalTrafficPolicy = nil, corev1.ServiceTypeClusterIP, nil
	spec.ExternalName, spec.ExternalIPs, spec.ExternalTrafficPolicy, spec.HealthCheckNodePort = "", nil, "", 0
	spec.LoadBalancerSourceRanges, spec.LoadBalancerClass, spec.AllocateLoadBalancerNodePorts = nil, nil, nil
	spec.Ports = []corev1.ServicePort{{Name: portNamed, Port: f.port, Protocol: corev1.ProtocolTCP}}
	return f.Store.Patch(ctx, f.backend, overwritten, client.MergeFrom(actual))
}

// asDeclared reports whether the Service is as desired, in the fields that are ours.
func (f *managedService) asDeclared(actual *corev1.Service) bool {
	ports := actual.Spec.Ports
	return owned.HasMetadata(actual, f.labels) && plain(&actual.Spec) &&
		len(ports) == 1 && ports[0].Name == portNamed && ports[0].Port == f.port && ports[0].Protocol == corev1.ProtocolTCP
}

func (f *managedService) wanted() *corev1ac.ServiceApplyConfiguration {
	port := corev1ac.ServicePort().WithName(portNamed).WithPort(f.port).WithProtocol(corev1.ProtocolTCP)
	return corev1ac.Service(f.name, f.backend.Namespace).
		WithLabels(f.labels).WithAnnotations(owned.Annotations()).WithOwnerReferences(owned.OwnerReference(f.backend)).
		WithSpec(corev1ac.ServiceSpec().WithType(corev1.ServiceTypeClusterIP).WithPorts(port))
}
