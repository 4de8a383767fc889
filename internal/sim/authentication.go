// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import "net/http"

// authenticated checks the key before a handler runs.
func authenticated(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c := callOf(r)
		key := keyOf(c.engine.protocol, r)
		switch {
		case c.script.APIKey == "" || c.behaviour.anyKey || key == c.script.APIKey:
			next(w, r)
		case key != "" && key == c.script.ForbiddenKey:
			c.fail(w, http.StatusForbidden, "Permission denied")
		default:
			c.fail(w, http.StatusUnauthorized, "Unauthorized")
		}
	}
}
