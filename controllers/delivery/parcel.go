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
	"io"
	"net/http"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/version"
)

// HeaderSignature holds "sha256=" and the HMAC-SHA256 of the body in hexadecimal digits.
const HeaderSignature = "X-Codegen-Signature-256"

// Parcel is one thing to post.
type Parcel struct {
	// URL is where to.
	URL string
	// Key is the idempotency key: the same for each attempt, another for each parcel.
	Key string
	// Body is JSON.
	Body []byte
	// Secret signs the body; empty: it is not signed.
	Secret Secret
	// Timeout is for each attempt, from its beginning to the end of the answer.
	Timeout time.Duration
}

// Secret signs. It does not print.
type Secret []byte

// Format never shows the value, whatever the verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[redacted]") }

// MarshalJSON never shows the value.
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(`"[redacted]"`), nil }

// sign is the value of the signature header.
func (s Secret) sign(body []byte) string {
	mac := hmac.New(sha256.New, s)
	mac.Write(body)
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

// same tells whether two parcels are one and the same, although perhaps with another secret or timeout.
func (p Parcel) same(other Parcel) bool { return p.Key == other.Key && p.URL == other.URL }

// request is one attempt.
func (p Parcel) request(ctx context.Context) (*http.Request, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, p.URL, bytes.NewReader(p.Body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", version.Agent("codegen-operator"))
	request.Header.Set("Idempotency-Key", p.Key)
	if len(p.Secret) > 0 {
		request.Header.Set(HeaderSignature, p.Secret.sign(p.Body))
	}
	return request, nil
}
