// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package admit

import (
	"net/http"
	"strings"
)

// Policy says which clients are let in, and how many requests each may send. A policy is never changed: a change makes another one.
type Policy struct {
	// Open: every client is let in, without a key.
	Open bool
	// Keys are the keys that are let in.
	Keys Keys
	// Limits are the limits of each key; of all clients together where Open.
	Limits Limits
}

// Limits bound the requests of one key; 0 is no limit.
type Limits struct{ RequestsPerMinute, Concurrent int }

// identify is the name of the key of a request.
func (p *Policy) identify(h http.Header) (name string, known bool) {
	if p.Open {
		return "", true
	}
	for _, shown := range []string{bearer(h.Get("Authorization")), h.Get("X-API-Key")} {
		if name, known = p.Keys.NameOf(strings.TrimSpace(shown)); known {
			return name, true
		}
	}
	return "", false
}

// bearer is the token of an Authorization header; empty: it has none.
func bearer(value string) string {
	scheme, token, _ := strings.Cut(value, " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return token
}
