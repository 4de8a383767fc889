// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"errors"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/tools/clientcmd"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// fieldOwner is the field manager of what the plugin writes.
const fieldOwner = "kubectl-codegen"

// connect returns a client of the cluster that the flags and the kubeconfig name, and the namespace.
func (a *app) connect() (client.WithWatch, string, error) {
	namespace, _, err := a.flags.ToRawKubeConfigLoader().Namespace()
	if err != nil {
		return nil, "", explain(err)
	}
	config, err := a.flags.ToRESTConfig()
	if err != nil {
		return nil, "", explain(err)
	}
	scheme := runtime.NewScheme()
	if err := errors.Join(v1alpha1.AddToScheme(scheme), corev1.AddToScheme(scheme)); err != nil {
		return nil, "", fmt.Errorf("register the types: %w", err)
	}
	c, err := client.NewWithWatch(config, client.Options{Scheme: scheme})
	if err != nil {
		return nil, "", explain(err)
	}
	return c, namespace, nil
}

// backend reads one object, and returns it with the client.
func (a *app) backend(ctx context.Context, name string) (client.WithWatch, *v1alpha1.CodeGenBackend, error) {
	c, namespace, err := a.connect()
	if err != nil {
		return nil, nil, err
	}
	b, err := get(ctx, c, types.NamespacedName{Namespace: namespace, Name: name})
	return c, b, err
}

func get(ctx context.Context, c client.Client, key types.NamespacedName) (*v1alpha1.CodeGenBackend, error) {
	var b v1alpha1.CodeGenBackend
	err := c.Get(ctx, key, &b)
	if apierrors.IsNotFound(err) {
		return nil, fmt.Errorf("there is no CodeGenBackend %s in namespace %s: to list all, run kubectl codegen watch --once -A; "+
			"to look elsewhere, set --namespace or --context", key.Name, key.Namespace)
	}
	if err != nil {
		return nil, explain(err)
	}
	return &b, nil
}

// explain adds to an error of the cluster what to do next.
func explain(err error) error {
	switch {
	case err == nil:
		return nil
	case meta.IsNoMatchError(err):
		return fmt.Errorf("%w: this cluster does not have the CRD of CodeGenBackends; install it "+
			"(kubectl apply --server-side -f config/crd/bases), or select another cluster with --context", err)
	case apierrors.IsForbidden(err), apierrors.IsUnauthorized(err):
		return fmt.Errorf("%w: ask for permissions on codegenbackends.serving.codegen.dev, or select another user with --context", err)
	case clientcmd.IsEmptyConfig(err), clientcmd.IsConfigurationInvalid(err):
		return fmt.Errorf("%w: set --kubeconfig or KUBECONFIG; kubectl config get-contexts lists its contexts", err)
	case apierrors.IsInvalid(err):
		return fmt.Errorf("the API server refused it: %w", err)
	}
	return fmt.Errorf("request to the cluster: %w; kubectl config current-context shows which one it was, --context selects another", err)
}

// named returns how messages name a backend.
func named(b *v1alpha1.CodeGenBackend) string {
	return fmt.Sprintf("codegenbackend %s/%s", b.Namespace, b.Name)
}
