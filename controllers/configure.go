// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"cmp"
	"context"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/spec"
	"github.com/codegen-dev/codegen-operator/controllers/status"
	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/prober"
)

// configureProber makes the prober probe both engines as the spec says.
func (r *Reconciler) configureProber(ctx context.Context, backend *v1alpha1.CodeGenBackend) status.StallReason {
	key := client.ObjectKeyFromObject(backend)
	inForce := r.Prober.Config(key)
	vllm, first := r.engineConfig(ctx, backend, decide.VLLM, inForce.VLLM)
	legacy, second := r.engineConfig(ctx, backend, decide.Legacy, inForce.Legacy)
	third := invalidSpec(r.Prober.Ensure(key, prober.Config{VLLM: vllm, Legacy: legacy}))
	return cmp.Or(first, second, third)
}

// invalidSpec returns the stall reason for a configuration that the prober refuses: a user must fix the spec, or what it refers to.
func invalidSpec(err error) status.StallReason {
	if err == nil {
		return status.StallReason{}
	}
	return status.StallReason{Reason: v1alpha1.ReasonInvalidSpec, Message: err.Error()}
}

// engineConfig returns the configuration of one engine, with its key. If the key cannot be read, the engine is still
// probed with the key that is in force, as long as it is the same engine: a Secret that was deleted by mistake, or
// cannot be read for a moment, must neither stop the probes nor keep traffic from moving. Otherwise it is nil.
func (r *Reconciler) engineConfig(
	ctx context.Context, backend *v1alpha1.CodeGenBackend, e decide.Engine, inForce *prober.EngineConfig,
) (*prober.EngineConfig, status.StallReason) {
	config := spec.EngineConfig(backend, e)
	credentials := backend.Spec.Engine(v1alpha1.EngineName(e)).Credentials
	if credentials == nil {
		return config, status.StallReason{}
	}
	key, stallReason := r.readKey(ctx, backend.Namespace, credentials.SecretRef)
	if !stallReason.IsZero() {
		if inForce == nil || inForce.Endpoint.URL != config.Endpoint.URL || inForce.Endpoint.Protocol != config.Endpoint.Protocol {
			return nil, stallReason
		}
		key = inForce.Endpoint.Key
	}
	spec.SetKey(config, key)
	return config, stallReason
}

// readKey reads the key of an engine. It is read by name, live, and kept in the configuration of the prober alone.
func (r *Reconciler) readKey(ctx context.Context, namespace string, ref v1alpha1.SecretKeyReference) (prober.Secret, status.StallReason) {
	var secret corev1.Secret
	err := r.Live.Get(ctx, types.NamespacedName{Namespace: namespace, Name: ref.Name}, &secret)
	if apierrors.IsNotFound(err) {
		return "", secretMissing("Secret %s does not exist: create it with the key %s", ref)
	}
	if err != nil {
		return "", status.StallReason{Reason: v1alpha1.ReasonSecretUnreadable,
			Message: fmt.Sprintf("Secret %s cannot be read: %v", ref.Name, err)}
	}
	if len(secret.Data[ref.Key]) == 0 {
		return "", secretMissing("Secret %s has no value under the key %s: add it", ref)
	}
	return spec.Key(secret.Data[ref.Key]), status.StallReason{}
}

func secretMissing(format string, ref v1alpha1.SecretKeyReference) status.StallReason {
	return status.StallReason{Reason: v1alpha1.ReasonSecretMissing, Message: fmt.Sprintf(format, ref.Name, ref.Key)}
}
