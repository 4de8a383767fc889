// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package record

import (
	"context"
	"crypto/rand"
	"net/http"
	"strings"
)

// HeaderID is the header of a request's id, in requests and answers.
const HeaderID = "X-Request-Id"

type keyName struct{}

// WithKey notes the name of the API key that a request came with. The door does it, before the request goes on.
func WithKey(ctx context.Context, name string) context.Context {
	return context.WithValue(ctx, keyName{}, name)
}

// KeyOf is the name of the API key that a request came with; empty: none was asked for.
func KeyOf(ctx context.Context) string {
	name, _ := ctx.Value(keyName{}).(string)
	return name
}

// ID is the id of a request: the client's own where that is fit for logs, else a new one, which the headers hold from then on.
func ID(h http.Header) string {
	if id := h.Get(HeaderID); fit(id) {
		return id
	}
	id := rand.Text()
	h.Set(HeaderID, id)
	return id
}

// longestID is what is taken of a client's own id.
const longestID = 128

// fit tells whether an id can stand in logs and headers as it is.
func fit(id string) bool {
	odd := func(r rune) bool { return r <= ' ' || r >= 0x7f || strings.ContainsRune(`"\`, r) }
	return id != "" && len(id) <= longestID && !strings.ContainsFunc(id, odd)
}
