// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package admit

import (
	"fmt"
	"net/http"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/protocol"
	"github.com/codegen-dev/codegen-operator/internal/retryafter"
)

// refusal is why a request is not let in.
type refusal struct {
	status  int
	code    string // as OpenAI calls it
	message string
	after   time.Duration // when to try again; 0: it would not help
}

var (
	unknownYet = &refusal{status: http.StatusServiceUnavailable, code: "not_ready", after: time.Second,
		message: "the gateway does not know yet whom to let in; try again"}
	full = &refusal{status: http.StatusServiceUnavailable, code: "overloaded", after: time.Second,
		message: "the requests under way are all that the gateway has room for; try again"}
	noKey = &refusal{status: http.StatusUnauthorized, code: "invalid_api_key",
		message: "a known API key is needed, in the header Authorization: Bearer or X-API-Key"}
)

func tooMuch(wait time.Duration) *refusal {
	return &refusal{status: http.StatusTooManyRequests, code: "rate_limit_exceeded", after: wait,
		message: "too many requests with this API key; try again later"}
}

func tooLarge(most int64) *refusal {
	return &refusal{status: http.StatusRequestEntityTooLarge, code: "request_too_large",
		message: fmt.Sprintf("the body is larger than the %d bytes that are taken", most)}
}

// write writes the refusal in the protocol that the path belongs to.
func (f *refusal) write(w http.ResponseWriter, path string) {
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("X-Content-Type-Options", "nosniff")
	if f.after > 0 {
		h.Set("Retry-After", retryafter.Format(f.after))
	}
	if f.status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", "Bearer")
	}
	w.WriteHeader(f.status)
	_, _ = w.Write(f.body(path)) //nolint:gosec // JSON, and declared as such; a client that has left needs no answer
}

// body is the error as the client's protocol has it.
func (f *refusal) body(path string) []byte {
	return protocol.ErrorBody(protocol.OfPath(path), &protocol.Problem{Status: f.status, Code: f.code, Message: f.message})
}
