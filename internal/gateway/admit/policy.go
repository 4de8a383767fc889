// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package admit

import (
	"net/http"
	"strings"
)

// Policy is who is let in, and how much one may ask. It is not changed once it is shown: a change makes another one.
type Policy struct {
	// Open: everybody is let in, without a key.
	Open bool
	// Keys are those that are let in.
	Keys Keys
	// Limits are those of each key; where the door is open, of all clients together.
	Limits Limits
}

// Limits bound what one key may ask; 0 is no limit.
type Limits struct{ RequestsPerMinute, Concurrent int }

// asker is the name of the key of a request.
func (p *Policy) asker(h http.Header) (name string, known bool) {
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

// bearer is the token of an Authorization header; empty: it holds none.
func bearer(value string) string {
	scheme, token, _ := strings.Cut(value, " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return token
}
