// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/route/owned"
	"github.com/codegen-dev/codegen-operator/controllers/route/state"
)

// Annotations of the Pods of a Deployment that was rolled.
const (
	// annotationRestartedAt is what kubectl rollout restart sets, so that kubectl rollout history shows both alike.
	annotationRestartedAt = "kubectl.kubernetes.io/restartedAt"
	// annotationPrefix is followed by the name of a ConfigMap; the value is the hash of the data that the Pods were started with. Only
	// this annotation decides whether a restart is needed, so a restart of the operator restarts nothing twice.
	annotationPrefix = "configmap.serving.codegen.dev/"
)

// restart is a Deployment that must be started with the data of a ConfigMap.
type restart struct {
	namespace, deployment string
	configMap, hash       string
	// wasReady: the status says that the Deployment was started with the engine that the hash is of.
	wasReady bool
}

// hashOf returns a short hash of data. It is stable, because maps are encoded in the order of their keys.
func hashOf(data map[string]string) string {
	text, _ := json.Marshal(data) // strings can always be marshalled
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// longestKey is the longest name in an annotation key that the API server accepts.
const longestKey = 63

// annotation returns the key that holds the hash. Two ConfigMaps may restart one Deployment, so each has its own key.
func (r restart) annotation() string {
	name := r.configMap
	if len(name) > longestKey {
		sum := sha256.Sum256([]byte(name))
		name = name[:longestKey-9] + "-" + hex.EncodeToString(sum[:4])
	}
	return annotationPrefix + name
}

// roll restarts a Deployment whose Pods were not started with the hash, and returns how far it is. Deployments are read live, and read
// again while they roll out, because they are not watched.
func (c *ConfigMap) roll(ctx context.Context, r restart) state.Route {
	var deployment appsv1.Deployment
	err := c.Store.Live.Get(ctx, types.NamespacedName{Namespace: r.namespace, Name: r.deployment}, &deployment)
	if apierrors.IsNotFound(err) {
		return state.Route{Reason: v1alpha1.ReasonRollOutFailed, Stalled: true, RequeueAfter: pollPeriod, Message: fmt.Sprintf(
			"Deployment %s does not exist: create it, or correct spec.route.configMap.restart.deployment", r.deployment)}
	}
	if err != nil {
		return failed(fmt.Errorf("reading Deployment %s: %w", r.deployment, err))
	}
	if deployment.Spec.Template.Annotations[r.annotation()] == r.hash {
		far, err := c.progress(ctx, r, &deployment)
		if err != nil {
			return failed(err)
		}
		return far.state(r.deployment)
	}
	if deployment.Spec.Paused {
		return rollout(&deployment).state(r.deployment)
	}
	if err := c.begin(ctx, r, &deployment); err != nil {
		return failed(err)
	}
	return rollout(&deployment).state(r.deployment)
}

// startedWith returns the engine that the Pods of a Deployment were started with; empty: neither.
func (c *ConfigMap) startedWith(ctx context.Context, r restart, d Desired) (v1alpha1.EngineName, error) {
	var deployment appsv1.Deployment
	err := c.Store.Live.Get(ctx, types.NamespacedName{Namespace: r.namespace, Name: r.deployment}, &deployment)
	if err != nil {
		return "", client.IgnoreNotFound(err)
	}
	for _, engine := range []v1alpha1.EngineName{v1alpha1.EngineVLLM, v1alpha1.EngineLegacy} {
		d.Engine = engine
		if deployment.Spec.Template.Annotations[r.annotation()] == hashOf(dataFor(d)) {
			return engine, nil
		}
	}
	return "", nil
}

// begin restarts the Deployment. These two annotations are all that is ever written to it.
func (c *ConfigMap) begin(ctx context.Context, r restart, deployment *appsv1.Deployment) error {
	body, _ := json.Marshal(map[string]any{"spec": map[string]any{"template": map[string]any{"metadata": map[string]any{ // strings alone
		"annotations": map[string]string{annotationRestartedAt: time.Now().UTC().Format(time.RFC3339), r.annotation(): r.hash},
	}}}})
	*deployment = appsv1.Deployment{ObjectMeta: metav1.ObjectMeta{Namespace: r.namespace, Name: r.deployment}}
	if err := c.Store.Client.Patch(ctx, deployment, client.RawPatch(types.MergePatchType, body),
		client.FieldOwner(owned.FieldManager)); err != nil {
		return fmt.Errorf("rolling Deployment %s: %w", r.deployment, err)
	}
	return nil
}
