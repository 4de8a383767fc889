// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"k8s.io/apimachinery/pkg/types"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// call is the body of a POST to a webhook.
type call struct {
	// Name and Namespace are those of the CodeGenBackend.
	Name      string `json:"name"`
	Namespace string `json:"namespace"`
	// From is the engine that was active before; empty: none.
	From v1alpha1.EngineName `json:"from"`
	// To is the engine that is active now.
	To v1alpha1.EngineName `json:"to"`
	// Reason is one word, Message the evidence in one sentence.
	Reason  string `json:"reason"`
	Message string `json:"message,omitempty"`
	// Time is when the engine became active.
	Time time.Time `json:"time"`
	// IdempotencyKey is the same in each POST for this change.
	IdempotencyKey string `json:"idempotencyKey"`
}

// message returns the body of the POST.
func message(backend *v1alpha1.CodeGenBackend, d Desired, key string) []byte {
	body, _ := json.Marshal(call{ // strings and a time that has a year of four digits
		Name: backend.Name, Namespace: backend.Namespace,
		From: d.Why.From, To: d.Engine, Reason: d.Why.Reason, Message: d.Why.Message,
		Time: d.Since.UTC(), IdempotencyKey: key,
	})
	return body
}

// deliveryKey returns the idempotency key of a change. It depends only on what is in the status, so that a restarted operator continues a
// delivery with the same key.
func deliveryKey(backend types.UID, d Desired) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s/%s/%d", backend, d.Engine, d.Since.UnixMicro()))
	return hex.EncodeToString(sum[:16])
}
