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
	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/prober"
)

// hindrance is why an object cannot be reconciled until someone mends it. The zero value is none.
type hindrance struct {
	reason, message string
}

func (h hindrance) none() bool { return h.reason == "" }

// sense has both engines watched as the spec says.
func (r *Reconciler) sense(ctx context.Context, backend *v1alpha1.CodeGenBackend) hindrance {
	key := client.ObjectKeyFromObject(backend)
	inForce := r.Prober.Config(key)
	vllm, first := r.watching(ctx, backend, decide.VLLM, inForce.VLLM)
	legacy, second := r.watching(ctx, backend, decide.Legacy, inForce.Legacy)
	third := invalid(r.Prober.Ensure(key, prober.Config{VLLM: vllm, Legacy: legacy}))
	return cmp.Or(first, second, third)
}

// invalid: what cannot be watched must be mended in the spec, or in what it names.
func invalid(err error) hindrance {
	if err == nil {
		return hindrance{}
	}
	return hindrance{reason: v1alpha1.ReasonInvalidSpec, message: err.Error()}
}

// watching is the plan for one engine. Where its key cannot be had, the engine goes on being watched with the key
// that was there before, if it is still the same engine: a Secret that is lost by mistake, or cannot be read just now, must
// neither blind us nor keep traffic from moving.
func (r *Reconciler) watching(
	ctx context.Context, backend *v1alpha1.CodeGenBackend, e decide.Engine, inForce *prober.EngineConfig,
) (*prober.EngineConfig, hindrance) {
	plan := planOf(backend, e)
	h := r.unlock(ctx, backend.Namespace, specOf(backend, e).Credentials, plan)
	if h.none() {
		return plan, h
	}
	if inForce == nil || inForce.Endpoint.URL != plan.Endpoint.URL || inForce.Endpoint.Protocol != plan.Endpoint.Protocol {
		return nil, h
	}
	giveKey(plan, inForce.Endpoint.Key)
	return plan, h
}

// giveKey gives a plan the key, on every way to the engine.
func giveKey(plan *prober.EngineConfig, key prober.Secret) {
	plan.Endpoint.Key = key
	if plan.Route != nil {
		plan.Route.Key = key
	}
}

// unlock puts the key into a plan. It is read by name, live, and kept nowhere else.
func (r *Reconciler) unlock(ctx context.Context, namespace string, c *v1alpha1.CredentialsSpec, plan *prober.EngineConfig) hindrance {
	if c == nil {
		return hindrance{}
	}
	var secret corev1.Secret
	err := r.Live.Get(ctx, types.NamespacedName{Namespace: namespace, Name: c.SecretRef.Name}, &secret)
	if apierrors.IsNotFound(err) {
		return missing("Secret %s does not exist: create it with the key %s", c.SecretRef)
	}
	if err != nil {
		return hindrance{reason: v1alpha1.ReasonSecretUnreadable, message: fmt.Sprintf("Secret %s cannot be read: %v", c.SecretRef.Name, err)}
	}
	if len(secret.Data[c.SecretRef.Key]) == 0 {
		return missing("Secret %s has no value under the key %s: add it", c.SecretRef)
	}
	giveKey(plan, keyOf(secret.Data[c.SecretRef.Key]))
	return hindrance{}
}

func missing(format string, ref v1alpha1.SecretKeyReference) hindrance {
	return hindrance{reason: v1alpha1.ReasonSecretMissing, message: fmt.Sprintf(format, ref.Name, ref.Key)}
}
