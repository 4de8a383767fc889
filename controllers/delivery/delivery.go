// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package delivery

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/redact"
	"github.com/codegen-dev/codegen-operator/internal/version"
)

// HeaderSignature holds "sha256=" and the HMAC-SHA256 of the body in hexadecimal digits.
const HeaderSignature = "X-Codegen-Signature-256"

// Delivery is one thing to post.
type Delivery struct {
	// URL is posted to.
	URL string
	// Key is the idempotency key: the same for each attempt, and different for each delivery.
	Key string
	// Body is JSON.
	Body []byte
	// Secret signs the body; empty: it is not signed.
	Secret redact.String
	// Timeout bounds each attempt, from its start to the end of the response.
	Timeout time.Duration
}

// Format never shows the secret, even where the value is behind a pointer.
func (d Delivery) Format(f fmt.State, verb rune) {
	type fields Delivery
	redact.Format(f, verb, fields(d))
}

// signature returns the value of the signature header.
func (d Delivery) signature() string {
	mac := hmac.New(sha256.New, []byte(d.Secret.Reveal()))
	mac.Write(d.Body)
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

// same reports whether two deliveries are the same, although perhaps with another secret or timeout.
func (d Delivery) same(other Delivery) bool { return d.Key == other.Key && d.URL == other.URL }

// request makes the request of one attempt.
func (d Delivery) request(ctx context.Context) (*http.Request, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, d.URL, bytes.NewReader(d.Body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", version.Agent("codegen-operator"))
	request.Header.Set("Idempotency-Key", d.Key)
	if d.Secret != "" {
		request.Header.Set(HeaderSignature, d.signature())
	}
	return request, nil
}
