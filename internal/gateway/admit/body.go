// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package admit

import (
	"io"
	"net/http"
	"time"
)

// bodyTime is how long a client may take to send a body.
const bodyTime = 30 * time.Second

// bounded is a request's body that is bounded in bytes and in time, so that a client cannot hold a place by sending slowly.
type bounded struct {
	io.ReadCloser
	conn *http.ResponseController
}

// bind bounds a body. The server's own read timeout would end streams as well, because it goes on while they are written.
func (h *Handler) bind(w http.ResponseWriter, r *http.Request) io.ReadCloser {
	if r.Body == http.NoBody {
		return r.Body
	}
	b := &bounded{ReadCloser: http.MaxBytesReader(w, r.Body, h.MaxBody), conn: http.NewResponseController(w)}
	b.deadline(time.Now().Add(h.BodyTime))
	return b
}

// Read implements io.Reader. The end of the body removes the deadline.
func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil {
		b.deadline(time.Time{})
	}
	return n, err
}

// deadline sets the read deadline, where the server can: in tests without a connection it cannot.
func (b *bounded) deadline(at time.Time) { _ = b.conn.SetReadDeadline(at) }
