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
	"github.com/codegen-dev/codegen-operator/controllers/route/state"
	"github.com/codegen-dev/codegen-operator/internal/redact"
)

// secret returns the key that signs; empty: bodies are not signed. It is read by name, live. A newline that an editor added at its end is
// not part of it.
func (w *Webhook) secret(ctx context.Context, backend *v1alpha1.CodeGenBackend) (redact.String, error) {
	ref := backend.Spec.Route.Webhook.SecretRef
	if ref == nil {
		return "", nil
	}
	var secret corev1.Secret
	err := w.Live.Get(ctx, types.NamespacedName{Namespace: backend.Namespace, Name: ref.Name}, &secret)
	if apierrors.IsNotFound(err) {
		return "", &unsignedError{fmt.Sprintf("Secret %s does not exist: create it with the key %s", ref.Name, ref.Key)}
	}
	if err != nil {
		return "", fmt.Errorf("reading Secret %s of the webhook: %w", ref.Name, err)
	}
	value := bytes.TrimSpace(secret.Data[ref.Key])
	if len(value) == 0 {
		return "", &unsignedError{fmt.Sprintf("Secret %s has no value under the key %s: add it", ref.Name, ref.Key)}
	}
	return redact.String(value), nil
}

// unsignedError means that there is no key to sign with until a user fixes that.
type unsignedError struct{ fix string }

func (e *unsignedError) Error() string { return e.fix }

// secretPeriod is how often to read a missing Secret again; Secrets are not watched.
const secretPeriod = 5 * time.Second

// secretFailed is the state of a webhook without its key: nothing is sent unsigned if a signature is declared.
func secretFailed(err error) state.Route {
	if unsigned := (*unsignedError)(nil); errors.As(err, &unsigned) {
		return state.Route{Reason: v1alpha1.ReasonDeliveryFailed, Stalled: true, RequeueAfter: secretPeriod,
			Message: "the webhook is not notified: " + unsigned.fix}
	}
	return failed(err)
}
