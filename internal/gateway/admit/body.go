// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package admit

import (
	"io"
	"net/http"

	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// charged is a request's body that takes from the budget what is read of it.
type charged struct {
	io.ReadCloser
	budget *budget
	key    string
	share  int64
	taken  int64
}

// bind bounds the body of a request in bytes, and charges it; release gives back what it took.
func (h *Handler) bind(w http.ResponseWriter, r *http.Request, key string, keys int) (release func()) {
	if r.Body == http.NoBody {
		return func() {}
	}
	c := &charged{ReadCloser: http.MaxBytesReader(w, r.Body, h.MaxBody), budget: h.bodies, key: key, share: h.bodies.shareOf(keys)}
	r.Body = c
	return func() { c.budget.give(c.key, c.taken) }
}

// Read implements io.Reader. The error is a *protocol.Problem where there is no room for what came.
func (c *charged) Read(p []byte) (int, error) {
	n, err := c.ReadCloser.Read(p)
	if n > 0 && !c.budget.take(c.key, int64(n), c.share) {
		return 0, noRoom
	}
	c.taken += int64(n)
	return n, err
}

var noRoom = &protocol.Problem{Status: full.status, Code: full.code, Message: full.message}
