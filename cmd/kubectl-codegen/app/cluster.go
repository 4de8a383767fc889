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

// owner is whom the API server notes for the fields that are written here.
const owner = "kubectl-codegen"

// connect makes a client of the cluster that the flags and the kubeconfig name, and the namespace.
func (a *app) connect() (client.WithWatch, string, error) {
	namespace, _, err := a.flags.ToRawKubeConfigLoader().Namespace()
	if err != nil {
		return nil, "", explained(err)
	}
	config, err := a.flags.ToRESTConfig()
	if err != nil {
		return nil, "", explained(err)
	}
	scheme := runtime.NewScheme()
	if err := errors.Join(v1alpha1.AddToScheme(scheme), corev1.AddToScheme(scheme)); err != nil {
		return nil, "", fmt.Errorf("registering the types: %w", err)
	}
	c, err := client.NewWithWatch(config, client.Options{Scheme: scheme})
	if err != nil {
		return nil, "", explained(err)
	}
	return c, namespace, nil
}

// backend is one object, with the client that got it.
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
		return nil, fmt.Errorf("there is no CodeGenBackend %s in namespace %s: kubectl codegen watch --once -A lists those that there are; --namespace and "+
			"--context look elsewhere", key.Name, key.Namespace)
	}
	if err != nil {
		return nil, explained(err)
	}
	return &b, nil
}

// explained is an error of the cluster, with what to do next.
func explained(err error) error {
	switch {
	case err == nil:
		return nil
	case meta.IsNoMatchError(err):
		return fmt.Errorf("%w: this cluster does not know CodeGenBackends; install the CRD (kubectl apply --server-side -f config/crd/bases), or name another "+
			"cluster by --context", err)
	case apierrors.IsForbidden(err), apierrors.IsUnauthorized(err):
		return fmt.Errorf("%w: ask for the rights on codegenbackends.serving.codegen.dev, or name another user by --context", err)
	case clientcmd.IsEmptyConfig(err), clientcmd.IsConfigurationInvalid(err):
		return fmt.Errorf("%w: give --kubeconfig or set KUBECONFIG; kubectl config get-contexts shows what it holds", err)
	case apierrors.IsInvalid(err):
		return fmt.Errorf("the API server refuses that: %w", err)
	}
	return fmt.Errorf("asking the cluster: %w; kubectl config current-context tells which one is meant, --context names another", err)
}
