// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"net/http"
	"strings"
)

// shownKey is the key a request shows, by the header that the protocol looks at.
func shownKey(p Protocol, r *http.Request) string {
	if key := r.Header.Get("X-API-Key"); key != "" && p != OpenAI {
		return key
	}
	scheme, key, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if strings.EqualFold(scheme, "Bearer") {
		return strings.TrimSpace(key)
	}
	return ""
}

// keyed asks for the key before a handler.
func keyed(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c := callOf(r)
		key := shownKey(c.engine.protocol, r)
		switch {
		case c.script.APIKey == "" || c.trait.anyKey || key == c.script.APIKey:
			next(w, r)
		case key != "" && key == c.script.ForbiddenKey:
			c.fail(w, http.StatusForbidden, "Permission denied")
		default:
			c.fail(w, http.StatusUnauthorized, "Unauthorized")
		}
	}
}
