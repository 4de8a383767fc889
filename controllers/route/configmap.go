// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"context"
	"fmt"
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	corev1ac "k8s.io/client-go/applyconfigurations/core/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/route/owned"
	"github.com/codegen-dev/codegen-operator/controllers/route/state"
)

// +kubebuilder:rbac:groups="",resources=configmaps,verbs=get;list;watch;create;patch;delete

// Keys of the ConfigMap.
const (
	keyBackend   = "ACTIVE_BACKEND"
	keyURL       = "ACTIVE_URL"
	keyVLLMURL   = "VLLM_SERVER_URL"
	keyLegacyURL = "LEGACY_SERVER_URL"
	keyModels    = "ACTIVE_MODELS"
)

// ConfigMap is a ConfigMap that names the active engine, for programs that read it while they run or when they start.
type ConfigMap struct{ Store owned.Store }

// Kind implements Kind.
func (c *ConfigMap) Kind() v1alpha1.RouteKind { return v1alpha1.RouteConfigMap }

// Declared implements Kind.
func (c *ConfigMap) Declared(backend *v1alpha1.CodeGenBackend) string {
	if spec := backend.Spec.Route.ConfigMap; spec != nil {
		return spec.Name
	}
	return ""
}

// Apply implements Kind: it writes the ConfigMap, and restarts the Deployment that reads it only at start.
func (c *ConfigMap) Apply(ctx context.Context, backend *v1alpha1.CodeGenBackend, d Desired) state.Route {
	spec, data := backend.Spec.Route.ConfigMap, dataFor(d)
	if err := c.ensure(ctx, backend, data); err != nil {
		return notWritten(err, "ConfigMap", spec.Name, "spec.route.configMap.name")
	}
	if spec.Restart == nil {
		return state.Route{Ready: true, Reason: v1alpha1.ReasonRoutesReady, Message: fmt.Sprintf("ConfigMap %s names %s", spec.Name, d.Engine)}
	}
	return c.roll(ctx, restart{namespace: backend.Namespace, deployment: spec.Restart.Deployment, configMap: spec.Name, hash: hashOf(data),
		wasReady: wasReady(backend, d.Engine)})
}

// dataFor returns the data of the ConfigMap.
func dataFor(d Desired) map[string]string {
	return map[string]string{
		keyBackend:   string(d.Engine),
		keyURL:       d.active().URL,
		keyVLLMURL:   d.VLLM.URL,
		keyLegacyURL: d.Legacy.URL,
		keyModels:    strings.Join(d.active().Models, ","),
	}
}

// ensure creates or updates the ConfigMap. Keys that others have added stay.
func (c *ConfigMap) ensure(ctx context.Context, backend *v1alpha1.CodeGenBackend, data map[string]string) error {
	name, of := c.Declared(backend), owned.Labels(backend, c.Kind())
	actual := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Namespace: backend.Namespace, Name: name}}
	found, err := c.Store.Existing(ctx, backend, actual)
	if err != nil {
		return err
	}
	if found && metav1.IsControlledBy(actual, backend) && owned.HasMetadata(actual, of) && owned.ContainsAll(actual.Data, data) {
		return nil
	}
	return c.Store.Apply(ctx, backend, corev1ac.ConfigMap(name, backend.Namespace).
		WithLabels(of).WithAnnotations(owned.Annotations()).WithOwnerReferences(owned.OwnerReference(backend)).
		WithData(data))
}

// Actual implements inspector: it returns the engine that the ConfigMap names, or, if a Deployment is restarted, the one that it was
// started with.
func (c *ConfigMap) Actual(ctx context.Context, backend *v1alpha1.CodeGenBackend, d Desired) (v1alpha1.EngineName, error) {
	if spec := backend.Spec.Route.ConfigMap; spec.Restart != nil {
		return c.startedWith(ctx, restart{namespace: backend.Namespace, deployment: spec.Restart.Deployment, configMap: spec.Name}, d)
	}
	actual := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Namespace: backend.Namespace, Name: c.Declared(backend)}}
	if found, err := c.Store.Existing(ctx, backend, actual); err != nil || !found {
		return "", err
	}
	return v1alpha1.EngineName(actual.Data[keyBackend]), nil
}

// Prune implements Kind: it removes the ConfigMaps that an earlier spec declared.
func (c *ConfigMap) Prune(ctx context.Context, backend *v1alpha1.CodeGenBackend) error {
	var list corev1.ConfigMapList
	if err := c.Store.Client.List(ctx, &list, client.InNamespace(backend.Namespace),
		client.MatchingLabels(owned.Labels(backend, c.Kind()))); err != nil {
		return fmt.Errorf("listing ConfigMaps: %w", err)
	}
	for i := range list.Items {
		if configMap := &list.Items[i]; configMap.Name != c.Declared(backend) {
			if err := c.Store.Remove(ctx, backend, configMap); err != nil {
				return err
			}
		}
	}
	return nil
}
