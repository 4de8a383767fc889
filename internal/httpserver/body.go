// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package httpserver

import (
	"io"
	"net/http"
	"time"
)

// bounded bounds the time of bodies. The server's own read timeout would end streams as well, because it goes on while they are
// written.
type bounded struct {
	next           http.Handler
	progress, most time.Duration
}

// ServeHTTP implements http.Handler.
func (b bounded) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Body == nil || r.Body == http.NoBody {
		b.next.ServeHTTP(w, r)
		return
	}
	t := &timed{ReadCloser: r.Body, connection: http.NewResponseController(w), progress: b.progress, by: time.Now().Add(b.most)}
	t.extend()
	r.Body = t
	defer t.abandon()
	b.next.ServeHTTP(closing{w, t}, r)
}

// timed is a body with a deadline that moves on with what comes.
type timed struct {
	io.ReadCloser
	connection *http.ResponseController
	progress   time.Duration
	by         time.Time
	ended      bool
}

// Read implements io.Reader. The end of the body removes the deadline: it would end the answer as well.
func (t *timed) Read(p []byte) (int, error) {
	n, err := t.ReadCloser.Read(p)
	switch {
	case err == io.EOF:
		t.ended = true
		t.deadline(time.Time{})
	case n > 0:
		t.extend()
	}
	return n, err
}

// extend gives the client time for the next bytes.
func (t *timed) extend() {
	at := time.Now().Add(t.progress)
	if t.by.Before(at) {
		at = t.by
	}
	t.deadline(at)
}

// abandon ends the reading of a body that was not read to its end: the server would wait for the rest of it otherwise.
func (t *timed) abandon() {
	if !t.ended {
		t.deadline(time.Now())
	}
}

// deadline sets the read deadline, where the server can: in tests without a connection it cannot.
func (t *timed) deadline(at time.Time) { _ = t.connection.SetReadDeadline(at) }

// closing closes the connection after an answer that begins before the body has ended. The server would otherwise wait for the body
// before it sends the answer.
type closing struct {
	http.ResponseWriter
	body *timed
}

// WriteHeader implements http.ResponseWriter.
func (c closing) WriteHeader(status int) {
	c.close()
	c.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (c closing) Write(p []byte) (int, error) {
	c.close()
	return c.ResponseWriter.Write(p)
}

func (c closing) close() {
	if !c.body.ended {
		c.Header().Set("Connection", "close")
	}
}

// Unwrap is for http.ResponseController.
func (c closing) Unwrap() http.ResponseWriter { return c.ResponseWriter }
