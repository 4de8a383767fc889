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
)

const (
	// maxHead bounds the head of an answer, in bytes.
	maxHead = 64 << 10
	// maxInterim bounds how many interim answers (1xx) are skipped.
	maxInterim = 5
)

// Answer is the answer of an engine. It must be closed.
type Answer struct {
	// Status and Header are its head.
	Status int
	Header http.Header

	client *Client
	conn   net.Conn
	// stop parts the connection from the context; false: it is closed already. It is nil afterwards.
	stop func() bool
	// early is what of the body came with the head.
	early []byte
	body  body
	// keep: the connection can be used again after the body.
	keep bool
	// armed is the deadline that is set for reads.
	armed time.Time
	// filled: the last read took all the room that it had.
	filled bool
	ear    *ear
}

var heads = sync.Pool{New: func() any { return bufio.NewReaderSize(nil, 4<<10) }}

// readHead reads up to the body.
func (a *Answer) readHead(method string) error {
	r := heads.Get().(*bufio.Reader)
	defer heads.Put(r)
	r.Reset(io.LimitReader(a.conn, maxHead))
	defer r.Reset(nil)
	for range maxInterim {
		resp, err := http.ReadResponse(r, &http.Request{Method: method}) //nolint:bodyclose // it is read without, see the package's comment
		if err != nil {
			return fmt.Errorf("read the head of the answer: %w", err)
		}
		if resp.StatusCode >= http.StatusOK {
			a.begin(resp)
			a.early, _ = r.Peek(r.Buffered())
			a.early = slices.Clone(a.early)
			return nil
		}
	}
	return errors.New("read the head of the answer: too many interim answers")
}

// begin takes the head. Its body is read without it, see the package's comment.
func (a *Answer) begin(resp *http.Response) {
	a.Status, a.Header = resp.StatusCode, resp.Header
	a.keep = !resp.Close
	switch {
	case slices.Contains(resp.TransferEncoding, "chunked"):
		a.body = body{kind: chunked}
	case resp.ContentLength >= 0:
		a.body = body{kind: sized, left: resp.ContentLength, done: resp.ContentLength == 0}
	default:
		a.body, a.keep = body{kind: toTheEnd}, false
	}
}

// Read reads what is there of the body, or waits for it until the deadline; zero is none. It may give nothing and no error. After
// a timeout (os.ErrDeadlineExceeded) it can be called again. The end of the body is io.EOF, as soon as it is known.
func (a *Answer) Read(p []byte, deadline time.Time) (int, error) {
	if a.body.done {
		return 0, io.EOF
	}
	n, err := a.raw(p, deadline)
	return a.take(p, n, err)
}

// Look reads what is there of the body, and does not wait; nothing and no error mean that nothing is there, or that this cannot be
// told here, and looked is false then.
func (a *Answer) Look(p []byte) (n int, looked bool, err error) {
	if !a.canLook() {
		return 0, false, nil
	}
	if n, err = a.peek(p); n == 0 && err == nil {
		return 0, true, nil
	}
	n, err = a.take(p, n, err)
	return n, true, err
}

// take takes the framing off what was read.
func (a *Answer) take(p []byte, n int, err error) (int, error) {
	a.filled = n == len(p)
	decoded, used, bad := a.body.decode(p[:n])
	switch {
	case bad != nil:
		return decoded, bad
	case a.body.done:
		a.keep = a.keep && used == n && len(a.early) == 0
		return decoded, nil
	case errors.Is(err, io.EOF):
		return decoded, a.body.cutOff()
	}
	return decoded, err
}

func (a *Answer) raw(p []byte, deadline time.Time) (int, error) {
	if len(a.early) > 0 {
		n := copy(p, a.early)
		a.early = a.early[n:]
		return n, nil
	}
	a.ear.speak()
	if !deadline.Equal(a.armed) {
		if err := a.conn.SetReadDeadline(deadline); err != nil {
			return 0, err
		}
		a.armed = deadline
	}
	return a.conn.Read(p)
}

// More tells whether more may be there to be read at once: the last read took all the room that it had, of which the framing of the
// body had its share.
func (a *Answer) More() bool { return a.filled || len(a.early) > 0 }

// lingering bounds how long an answer may stay open after all that matters of it, for the connection's sake.
const lingering = 100 * time.Millisecond

// part parts the connection from the context, and tells whether it is of any use then.
func (a *Answer) part() bool {
	if a.stop != nil {
		a.keep = a.stop() && a.keep
		a.stop = nil
	}
	return a.keep
}

// Close gives the connection back, if it is fit for that, or closes it.
func (a *Answer) Close() {
	a.ear.speak()
	if a.part() && a.body.done && a.conn.SetDeadline(time.Time{}) == nil {
		a.client.idle.put(a.conn, time.Now())
		return
	}
	_ = a.conn.Close()
}

// Finish closes an answer of which all that matters was read: it waits a moment, in a goroutine of its own, for the end of the body.
func (a *Answer) Finish() {
	if !a.part() || a.body.done {
		a.Close()
		return
	}
	go a.linger()
}

func (a *Answer) linger() {
	defer a.Close()
	b := getBuffer()
	defer putBuffer(b)
	for until := time.Now().Add(lingering); !a.body.done; {
		if _, err := a.Read((*b)[:cap(*b)], until); err != nil {
			return
		}
	}
}
