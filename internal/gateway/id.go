// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"strings"
)

// maxID bounds the ids of requests that clients may bring, in bytes.
const maxID = 128

// requestID is the id that a request came with, or a new one.
func requestID(r *http.Request) string {
	if id := r.Header.Get("X-Request-Id"); id != "" && len(id) <= maxID && !strings.ContainsFunc(id, odd) {
		return id
	}
	var b [12]byte
	_, _ = rand.Read(b[:]) // it never fails
	return hex.EncodeToString(b[:])
}

// odd finds what does not belong into an id.
func odd(c rune) bool { return c <= ' ' || c >= 0x7f || c == '"' || c == '\\' }
