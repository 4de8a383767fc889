// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"syscall"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/internal/redact"
	"github.com/codegen-dev/codegen-operator/internal/sse"
)

// step names the part of a check that failed, where the error alone does not tell it.
type step int32

const (
	stepResolve step = iota + 1
	stepGuard
	stepConnect
	stepTLS
)

// stepError is an error on the way to a connection.
type stepError struct {
	step step
	err  error
}

func (e *stepError) Error() string { return e.err.Error() }

func (e *stepError) Unwrap() error { return e.err }

// faultClassifier turns what happened to one request into a fault.
type faultClassifier struct {
	// where is the host, or the host and the port, that messages speak of.
	where string
	// secret is kept out of messages; nil: there is none.
	secret *redact.Redactor
	// streaming: the answer was to be a stream.
	streaming bool
}

// fault classifies an error of the network or of the HTTP transport. Who gave up is asked first: after a cancelled or
// expired context, the error that surfaces is often only its echo.
func (c faultClassifier) fault(ctx context.Context, err error) *Fault {
	f := &Fault{}
	if errors.Is(ctx.Err(), context.Canceled) {
		f.Reason, f.Cancelled, f.Message = reason.Unknown, true, "the check was cancelled"
		return f
	}
	var sentence string
	f.Reason, sentence = c.diagnose(ctx, err)
	f.Message = clean(c.secret, c.where+" "+sentence, maxMessage)
	return f
}

func (c faultClassifier) diagnose(ctx context.Context, err error) (reason.Reason, string) {
	failed := stepOf(err)
	if failed == 0 && ctx.Err() != nil {
		failed = dialTraceOf(ctx).step()
	}
	switch {
	case failed == stepGuard:
		return reason.AddressForbidden, "must not be connected to: " + err.Error()
	case failed == stepResolve:
		return reason.NameNotResolved, "cannot be resolved: " + lookupProblem(err)
	case isTimeout(ctx, err):
		return reason.Timeout, late(failed)
	case failed == stepTLS || isTLS(err):
		return reason.TLSFailed, "failed the TLS handshake: " + innermost(err)
	case failed == stepConnect:
		return reason.ConnectionRefused, "does not accept connections: " + innermost(err)
	}
	return c.broken(err)
}

// broken classifies what went wrong after the connection was made.
func (c faultClassifier) broken(err error) (reason.Reason, string) {
	var why reason.Reason = reason.HTTPError
	if c.streaming {
		why = reason.StreamBroken
	}
	switch {
	case errors.Is(err, errTooLarge), errors.Is(err, sse.ErrLongEvent):
		return why, "sent " + err.Error()
	case isHangUp(err):
		return why, "closed the connection before the answer was complete"
	}
	return why, "sent an answer that cannot be read: " + err.Error()
}

func stepOf(err error) step {
	var e *stepError
	if errors.As(err, &e) {
		return e.step
	}
	return 0
}

func late(failed step) string {
	switch failed {
	case stepConnect:
		return "could not be connected to in time"
	case stepTLS:
		return "did not complete the TLS handshake in time"
	}
	return "did not answer in time"
}

// isTimeout also sees a connection that the kernel gave up on.
func isTimeout(ctx context.Context, err error) bool {
	var n net.Error
	return ctx.Err() != nil || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, os.ErrDeadlineExceeded) ||
		errors.As(err, &n) && n.Timeout()
}

// isTLS recognizes an alert, which may come after the handshake: since TLS 1.3 a server says only then that it wants
// another certificate of the client. Package tls keeps the type of alerts to itself, but not how it wraps them.
func isTLS(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && (op.Op == "remote error" || op.Op == "local error")
}

func isHangUp(err error) bool {
	for _, end := range []error{io.EOF, io.ErrUnexpectedEOF, syscall.ECONNRESET, syscall.EPIPE, net.ErrClosed} {
		if errors.Is(err, end) {
			return true
		}
	}
	// net/http keeps this one to itself.
	return err.Error() == "http: server closed idle connection"
}

// lookupProblem leaves out the resolver's own address, which means nothing to readers of the status.
func lookupProblem(err error) string {
	var dns *net.DNSError
	switch {
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &dns) && dns.IsTimeout:
		return "the name server did not answer in time"
	case dns == nil:
		return err.Error()
	case dns.IsNotFound:
		return "the name does not exist"
	}
	return dns.Err
}

// innermost drops the layers that repeat addresses, such as "dial tcp 192.0.2.1:8000: connect:".
func innermost(err error) string {
	var op *net.OpError
	var number syscall.Errno
	switch {
	case errors.As(err, &number):
		return number.Error()
	case errors.As(err, &op):
		return op.Err.Error()
	}
	return err.Error()
}
