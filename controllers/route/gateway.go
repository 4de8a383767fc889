// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"context"
	"fmt"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/route/owned"
	"github.com/codegen-dev/codegen-operator/controllers/route/state"
)

// The objects of a gateway. A Role can grant no more than the operator itself may do.
// +kubebuilder:rbac:groups=apps,resources=deployments,verbs=get;list;watch;create;patch;delete
// +kubebuilder:rbac:groups=policy,resources=poddisruptionbudgets,verbs=get;list;watch;create;patch;delete
// +kubebuilder:rbac:groups="",resources=serviceaccounts,verbs=get;list;watch;create;patch;delete
// +kubebuilder:rbac:groups=rbac.authorization.k8s.io,resources=roles;rolebindings,verbs=get;list;watch;create;patch;delete

// GatewayPods configure the Pods of gateways.
type GatewayPods struct {
	// Image is used if the spec names none.
	Image string
	// AllowAddresses are CIDRs that the address guard allows, as in the operator's own flag.
	AllowAddresses []string
}

// Gateway is a codegen-gateway that follows status.active by itself, so that a flip needs no write but that of the status.
type Gateway struct {
	Store owned.Store
	Pods  GatewayPods
}

// Kind implements Kind.
func (g *Gateway) Kind() v1alpha1.RouteKind { return v1alpha1.RouteGateway }

// Declared implements Kind.
func (g *Gateway) Declared(backend *v1alpha1.CodeGenBackend) string { return backend.GatewayName() }

// Apply implements Kind: it deploys the gateway.
func (g *Gateway) Apply(ctx context.Context, backend *v1alpha1.CodeGenBackend, d Desired) state.Route {
	workload := g.workload(backend)
	deployment := workload.deployment()
	for _, p := range []owned.Object{workload.serviceAccount(), workload.role(), workload.binding(), workload.service(), workload.budget(), deployment} {
		if err := g.Store.Ensure(ctx, backend, p); err != nil {
			return notWritten(err, p.Kind, workload.name, "spec.route.gateway.name")
		}
	}
	running, _ := deployment.Actual.(*appsv1.Deployment)
	return workload.state(running, d)
}

// GatewayObjects returns the types of the objects of a gateway, for watches.
func GatewayObjects() []client.Object {
	return []client.Object{
		&appsv1.Deployment{},
		&policyv1.PodDisruptionBudget{},
		&corev1.ServiceAccount{},
		&rbacv1.Role{},
		&rbacv1.RoleBinding{},
	}
}

// gatewayLists returns what Prune searches: first what serves, last what grants rights.
func gatewayLists() []client.ObjectList {
	return []client.ObjectList{&appsv1.DeploymentList{}, &policyv1.PodDisruptionBudgetList{}, &corev1.ServiceList{},
		&rbacv1.RoleBindingList{}, &rbacv1.RoleList{}, &corev1.ServiceAccountList{}}
}

// Prune implements Kind: it removes the gateways that an earlier spec declared.
func (g *Gateway) Prune(ctx context.Context, backend *v1alpha1.CodeGenBackend) error {
	for _, list := range gatewayLists() {
		if err := g.pruneListed(ctx, backend, list); err != nil {
			return err
		}
	}
	return nil
}

func (g *Gateway) pruneListed(ctx context.Context, backend *v1alpha1.CodeGenBackend, list client.ObjectList) error {
	of := client.MatchingLabels(owned.Labels(backend, g.Kind()))
	if err := g.Store.Client.List(ctx, list, client.InNamespace(backend.Namespace), of); err != nil {
		return fmt.Errorf("listing what gateways are made of: %w", err)
	}
	return eachOf(list, func(o client.Object) error {
		if o.GetName() == g.Declared(backend) {
			return nil
		}
		return g.Store.Remove(ctx, backend, o)
	})
}

// eachOf calls do for each object of a list, until it fails.
func eachOf(list client.ObjectList, do func(client.Object) error) error {
	return meta.EachListItem(list, func(item runtime.Object) error {
		o, ok := item.(client.Object)
		if !ok {
			return fmt.Errorf("%T is not an object of the API", item)
		}
		return do(o)
	})
}
