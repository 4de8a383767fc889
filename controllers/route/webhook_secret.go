// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/types"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/delivery"
	"github.com/codegen-dev/codegen-operator/controllers/route/state"
)

// secret is what signs; nil: bodies are not signed. It is read by name, live. The line end that editors leave behind is not part of it.
func (w *Webhook) secret(ctx context.Context, backend *v1alpha1.CodeGenBackend) (delivery.Secret, error) {
	ref := backend.Spec.Route.Webhook.SecretRef
	if ref == nil {
		return nil, nil
	}
	var secret corev1.Secret
	err := w.Live.Get(ctx, types.NamespacedName{Namespace: backend.Namespace, Name: ref.Name}, &secret)
	if apierrors.IsNotFound(err) {
		return nil, &unsignedError{fmt.Sprintf("Secret %s does not exist: create it with the key %s", ref.Name, ref.Key)}
	}
	if err != nil {
		return nil, fmt.Errorf("reading Secret %s of the webhook: %w", ref.Name, err)
	}
	value := bytes.TrimSpace(secret.Data[ref.Key])
	if len(value) == 0 {
		return nil, &unsignedError{fmt.Sprintf("Secret %s has no value under the key %s: add it", ref.Name, ref.Key)}
	}
	return value, nil
}

// unsignedError: there is nothing to sign with until somebody mends it.
type unsignedError struct{ mend string }

func (e *unsignedError) Error() string { return e.mend }

// lookForSecret is how often a missing Secret is looked for; Secrets are not watched.
const lookForSecret = 5 * time.Second

// keyless says why a webhook cannot be told: nothing goes out unsigned where a signature is declared.
func keyless(err error) state.Route {
	if unsigned := (*unsignedError)(nil); errors.As(err, &unsigned) {
		return state.Route{Reason: v1alpha1.ReasonDeliveryFailed, Stalled: true, RequeueAfter: lookForSecret, Message: "the webhook is not told: " + unsigned.mend}
	}
	return failed(err)
}
