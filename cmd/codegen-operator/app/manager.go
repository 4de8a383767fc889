// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	apilabels "k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	metricsserver "sigs.k8s.io/controller-runtime/pkg/metrics/server"
	gatewayv1 "sigs.k8s.io/gateway-api/apis/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers"
	"github.com/codegen-dev/codegen-operator/controllers/route"
	"github.com/codegen-dev/codegen-operator/controllers/route/owned"
	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/prober"
)

// leaseName is the Lease of the leader.
const leaseName = "codegen-operator.serving.codegen.dev"

// Scheme knows the types of Kubernetes and ours.
func Scheme() *runtime.Scheme {
	scheme := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{clientgoscheme.AddToScheme, v1alpha1.AddToScheme, gatewayv1.Install} {
		if err := add(scheme); err != nil {
			panic(err) // the types are compiled in: it is a mistake of ours
		}
	}
	return scheme
}

// NewManager makes a manager that runs the operator once it is started.
func NewManager(ctx context.Context, o Options, config *rest.Config, network *engine.Network) (ctrl.Manager, error) {
	mgr, err := ctrl.NewManager(unthrottled(config), managerOptions(o))
	if err != nil {
		return nil, fmt.Errorf("making the manager: %w", err)
	}
	if err := controllers.Setup(ctx, mgr, ourMetrics(), reach(o, network)); err != nil {
		return nil, fmt.Errorf("setting the controller up: %w", err)
	}
	return mgr, addServers(mgr, o)
}

// reach is how engines and webhooks are reached: the same guard is asked about the addresses of both.
func reach(o Options, network *engine.Network) controllers.Reach {
	return controllers.Reach{
		Prober: func(wake func(prober.Key), observer prober.Observer) *prober.Manager {
			return prober.New(network, wake, observer)
		},
		Webhooks: webhookClient(network), WebhookHosts: o.WebhookHosts,
		Gateways: gatewayPods(o),
	}
}

// gatewayPods are what gateways are deployed with.
func gatewayPods(o Options) route.GatewayPods {
	pods := route.GatewayPods{Image: o.GatewayImage}
	for _, prefix := range o.AllowAddresses {
		pods.AllowAddresses = append(pods.AllowAddresses, prefix.String())
	}
	return pods
}

// unthrottled lets the API server alone say when it is too much, by priority and fairness. client-go would let five requests a second
// through, so that of many backends that lose their engine at once the last would be moved minutes later.
func unthrottled(config *rest.Config) *rest.Config {
	config = rest.CopyConfig(config)
	config.QPS = -1
	return config
}

func managerOptions(o Options) ctrl.Options {
	return ctrl.Options{
		Scheme: Scheme(),
		Cache:  cacheOptions(o),
		Client: client.Options{
			Cache: &client.CacheOptions{DisableFor: []client.Object{&corev1.Secret{}, &gatewayv1.HTTPRoute{}}},
		},
		Metrics:                       metricsserver.Options{BindAddress: "0"}, // see addServers
		HealthProbeBindAddress:        "0",
		LeaderElection:                o.LeaderElect,
		LeaderElectionID:              leaseName,
		LeaderElectionNamespace:       o.LeaderElectionNamespace,
		LeaderElectionReleaseOnCancel: true, // the program ends with the manager
	}
}

// cacheOptions keep in memory only what is needed: of all objects that we make those that we made.
func cacheOptions(o Options) cache.Options {
	ours := apilabels.SelectorFromSet(apilabels.Set{owned.LabelManagedBy: owned.FieldManager})
	options := cache.Options{
		DefaultTransform: lean,
		ByObject:         map[client.Object]cache.ByObject{&corev1.Service{}: {Label: ours}, &corev1.ConfigMap{}: {Label: ours}},
	}
	for _, o := range route.GatewayObjects() {
		options.ByObject[o] = cache.ByObject{Label: ours}
	}
	for _, namespace := range o.WatchNamespaces {
		if options.DefaultNamespaces == nil {
			options.DefaultNamespaces = map[string]cache.Config{}
		}
		options.DefaultNamespaces[namespace] = cache.Config{}
	}
	return options
}

// lean drops what is never read: of all objects the managed fields; of those of which only the metadata is watched, HTTPRoutes, the
// annotations as well, which may hold a whole manifest.
func lean(o any) (any, error) {
	if metadata, only := o.(*metav1.PartialObjectMetadata); only {
		metadata.Annotations = nil
	}
	return cache.TransformStripManagedFields()(o)
}
