// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package upstream

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/redact"
)

const (
	// maxHead bounds the head of an answer, in bytes.
	maxHead = 64 << 10
	// maxInterim bounds how many interim answers (1xx) are skipped.
	maxInterim = 5
)

// Response is the answer of an engine. It must be closed.
type Response struct {
	// Status and Header are its head.
	Status int
	Header http.Header

	client *Client
	conn   net.Conn
	// stop detaches the connection from the context; it returns false if the connection is closed already. It is nil afterwards.
	stop func() bool
	// early is what of the body came with the head.
	early []byte
	body  body
	// keep: the connection can be reused after the body.
	keep bool
	// deadline is the read deadline that is set.
	deadline time.Time
	// filled: the last read filled the whole buffer.
	filled bool
	socket *socket
}

var heads = sync.Pool{New: func() any { return bufio.NewReaderSize(nil, 4<<10) }}

// readHead reads up to the body.
func (r *Response) readHead(method string) error {
	head := heads.Get().(*bufio.Reader)
	defer heads.Put(head)
	head.Reset(io.LimitReader(r.conn, maxHead))
	defer head.Reset(nil)
	for range maxInterim {
		resp, err := http.ReadResponse(head, &http.Request{Method: method}) //nolint:bodyclose // the body is read without it, see the package's comment
		if err != nil {
			return fmt.Errorf("read the head of the answer: %w", err)
		}
		if resp.StatusCode >= http.StatusOK {
			r.begin(resp)
			r.early, _ = head.Peek(head.Buffered())
			r.early = slices.Clone(r.early)
			return nil
		}
	}
	return errors.New("read the head of the answer: too many interim answers")
}

// begin takes the head. The body is read without net/http, see the package's comment.
func (r *Response) begin(resp *http.Response) {
	r.Status, r.Header = resp.StatusCode, resp.Header
	for _, values := range r.Header {
		for i := range values {
			values[i] = r.client.secret.Hide(values[i])
		}
	}
	r.keep = !resp.Close
	switch {
	case slices.Contains(resp.TransferEncoding, "chunked"):
		r.body = body{kind: chunked}
	case resp.ContentLength >= 0:
		r.body = body{kind: sized, left: resp.ContentLength, done: resp.ContentLength == 0}
	default:
		r.body, r.keep = body{kind: toTheEnd}, false
	}
}

// Secret hides the engine's key in what was read. Headers are without it already.
func (r *Response) Secret() *redact.Redactor { return r.client.secret }

// Read reads what is there of the body, or waits for it until the deadline; the zero deadline is none. It may give nothing and no error.
// After a timeout (os.ErrDeadlineExceeded) it can be called again. The end of the body is io.EOF, as soon as it is known.
func (r *Response) Read(p []byte, deadline time.Time) (int, error) {
	if r.body.done {
		return 0, io.EOF
	}
	n, err := r.raw(p, deadline)
	return r.decode(p, n, err)
}

// ReadAvailable reads what is there of the body, and does not wait. It gives nothing and no error where nothing is there, or where that
// cannot be found out: known is false then.
func (r *Response) ReadAvailable(p []byte) (n int, known bool, err error) {
	if !r.canReadAvailable() {
		return 0, false, nil
	}
	if n, err = r.readSocket(p); n == 0 && err == nil {
		return 0, true, nil
	}
	n, err = r.decode(p, n, err)
	return n, true, err
}

// decode removes the framing from what was read.
func (r *Response) decode(p []byte, n int, err error) (int, error) {
	r.filled = n == len(p)
	decoded, used, bad := r.body.decode(p[:n])
	switch {
	case bad != nil:
		return decoded, bad
	case r.body.done:
		r.keep = r.keep && used == n && len(r.early) == 0
		return decoded, nil
	case errors.Is(err, io.EOF):
		return decoded, r.body.cutOff()
	}
	return decoded, err
}

func (r *Response) raw(p []byte, deadline time.Time) (int, error) {
	if len(r.early) > 0 {
		n := copy(p, r.early)
		r.early = r.early[n:]
		return n, nil
	}
	r.socket.resetLowWatermark()
	if !deadline.Equal(r.deadline) {
		if err := r.conn.SetReadDeadline(deadline); err != nil {
			return 0, err
		}
		r.deadline = deadline
	}
	return r.conn.Read(p)
}

// More tells whether more may be there to be read at once: the last read filled the whole buffer, counting the framing of the body.
func (r *Response) More() bool { return r.filled || len(r.early) > 0 }

// lingerTimeout bounds how long an answer stays open after all that matters of it was read, so that its connection can be reused.
const lingerTimeout = 100 * time.Millisecond

// detach detaches the connection from the context, and tells whether it can be reused then.
func (r *Response) detach() bool {
	if r.stop != nil {
		r.keep = r.stop() && r.keep
		r.stop = nil
	}
	return r.keep
}

// Close gives the connection back, if it can be reused, or closes it.
func (r *Response) Close() {
	r.socket.resetLowWatermark()
	if r.detach() && r.body.done && r.conn.SetDeadline(time.Time{}) == nil {
		r.client.idle.put(r.conn, time.Now())
		return
	}
	_ = r.conn.Close()
}

// Finish closes an answer of which all that matters was read. It waits a moment for the end of the body, in a goroutine of its own.
func (r *Response) Finish() {
	if !r.detach() || r.body.done {
		r.Close()
		return
	}
	go r.linger()
}

func (r *Response) linger() {
	defer r.Close()
	b := getBuffer()
	defer putBuffer(b)
	for until := time.Now().Add(lingerTimeout); !r.body.done; {
		if _, err := r.Read((*b)[:cap(*b)], until); err != nil {
			return
		}
	}
}
