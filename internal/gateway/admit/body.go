// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package admit

import (
	"io"
	"net/http"

	"github.com/codegen-dev/codegen-operator/internal/gateway/memory"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// charged is a request's body that takes from the budget what is read of it.
type charged struct {
	io.ReadCloser
	account *memory.Account
}

// bind bounds the body of a request in bytes, and charges it; release gives back what it took.
func (h *Handler) bind(w http.ResponseWriter, r *http.Request, key string, keys int) (release func()) {
	if r.Body == http.NoBody {
		return func() {}
	}
	account := h.bodies.Open(key, keys)
	r.Body = charged{ReadCloser: http.MaxBytesReader(w, r.Body, h.MaxBody), account: account}
	return account.Close
}

// Read implements io.Reader. The error is a *protocol.Problem where there is no room for what came.
func (c charged) Read(p []byte) (int, error) {
	n, err := c.ReadCloser.Read(p)
	if !c.account.Take(int64(n)) {
		return 0, noRoom
	}
	return n, err
}

var noRoom = &protocol.Problem{Status: full.status, Code: full.code, Message: full.message}
