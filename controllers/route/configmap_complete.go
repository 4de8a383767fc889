// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"context"
	"fmt"
	"slices"

	appsv1 "k8s.io/api/apps/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// +kubebuilder:rbac:groups=apps,resources=replicasets,verbs=list

// progress returns how far the rollout of the hash is, for a Deployment whose template has it. What happens to the Deployment afterwards
// does not concern the route: it may be paused, or restarted for another reason.
func (c *ConfigMap) progress(ctx context.Context, r restart, d *appsv1.Deployment) (progress, error) {
	now := rollout(d)
	if now.phase == rolledOut {
		return now, nil
	}
	sets, err := c.replicaSets(ctx, d)
	if err != nil {
		return progress{}, err
	}
	if r.complete(d, sets) {
		return progress{phase: rolledOut}, nil
	}
	return now, nil
}

// replicaSets returns the ReplicaSets of a Deployment, old and new. They are read only while its own status does not show a complete
// rollout.
func (c *ConfigMap) replicaSets(ctx context.Context, d *appsv1.Deployment) ([]appsv1.ReplicaSet, error) {
	selector, err := metav1.LabelSelectorAsSelector(d.Spec.Selector)
	if err != nil {
		return nil, fmt.Errorf("reading the selector of Deployment %s: %w", d.Name, err)
	}
	var list appsv1.ReplicaSetList
	if err := c.Store.Live.List(ctx, &list, client.InNamespace(d.Namespace), client.MatchingLabelsSelector{Selector: selector}); err != nil {
		return nil, fmt.Errorf("listing the ReplicaSets of Deployment %s: %w", d.Name, err)
	}
	return slices.DeleteFunc(list.Items, func(set appsv1.ReplicaSet) bool { return !metav1.IsControlledBy(&set, d) }), nil
}

// complete reports whether the rollout of the hash is complete: no Pod is left that was started with anything else, and either enough
// Pods with the hash are available, or the status says that they once were. The status alone is not enough, because the write that
// reported a later rollout may have failed.
func (r restart) complete(d *appsv1.Deployment, sets []appsv1.ReplicaSet) bool {
	for i := range sets {
		if hasPods(&sets[i]) && sets[i].Spec.Template.Annotations[r.annotation()] != r.hash {
			return false
		}
	}
	return r.wasReady || d.Status.AvailableReplicas >= replicas(d)
}

// hasPods reports whether a ReplicaSet has Pods, or is to have some.
func hasPods(set *appsv1.ReplicaSet) bool {
	return set.Status.Replicas > 0 || set.Spec.Replicas == nil || *set.Spec.Replicas > 0
}

// wasReady reports whether the status says that the ConfigMap, and what reads it, carries an engine.
func wasReady(backend *v1alpha1.CodeGenBackend, e v1alpha1.EngineName) bool {
	return slices.ContainsFunc(backend.Status.Routes, func(s v1alpha1.RouteStatus) bool {
		return s.Kind == v1alpha1.RouteConfigMap && s.Name == backend.Spec.Route.ConfigMap.Name && s.State == v1alpha1.RouteReady && s.Engine == e
	})
}
