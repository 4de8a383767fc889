// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package record

import (
	"context"
	"crypto/rand"
	"net/http"
	"strings"
)

// HeaderID is the header with a request's id, in requests and answers.
const HeaderID = "X-Request-Id"

type keyName struct{}

// WithKey records the name of the API key that a request came with. Admission calls it before it passes the request on.
func WithKey(ctx context.Context, name string) context.Context {
	return context.WithValue(ctx, keyName{}, name)
}

// KeyOf is the name of the API key that a request came with; empty: none was required.
func KeyOf(ctx context.Context) string {
	name, _ := ctx.Value(keyName{}).(string)
	return name
}

// ID is the id of a request: the client's own if it is fit for logs, and else a new one, which is then set in the headers.
func ID(h http.Header) string {
	if id := h.Get(HeaderID); fit(id) {
		return id
	}
	id := rand.Text()
	h.Set(HeaderID, id)
	return id
}

// AttemptID is an id for one attempt to have a request answered: the request's, and something of its own.
func AttemptID(id string) string { return id + "-" + rand.Text()[:8] }

// maxID is the length of the longest id that is accepted from a client.
const maxID = 128

// fit tells whether an id can be written to logs and headers as it is.
func fit(id string) bool {
	odd := func(r rune) bool { return r <= ' ' || r >= 0x7f || strings.ContainsRune(`"\`, r) }
	return id != "" && len(id) <= maxID && !strings.ContainsFunc(id, odd)
}
