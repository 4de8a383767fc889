// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"net/http"
	"strings"
)

// keyOf is the key a request shows, by the header that the protocol looks at.
func keyOf(p Protocol, r *http.Request) string {
	if key := r.Header.Get("X-API-Key"); key != "" && p != OpenAI {
		return key
	}
	scheme, key, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if strings.EqualFold(scheme, "Bearer") {
		return strings.TrimSpace(key)
	}
	return ""
}
