// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/gateway/record"
	"github.com/codegen-dev/codegen-operator/internal/gateway/upstream"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
	"github.com/codegen-dev/codegen-operator/internal/retryafter"
)

// The reasons for a failover; see record.Record.
const (
	connectionFailed  = "ConnectionFailed"
	httpError         = "HTTPError"
	firstChunkTimeout = "FirstChunkTimeout"
	saturated         = "Saturated"
	breakerOpen       = "BreakerOpen"
	streamBroken      = "StreamBroken"
	complained        = "RequestRefused"
)

// failure is why an engine did not answer, or not to the end. It is a value, for another engine may still answer.
type failure struct {
	// cause says what follows from it, see rules. reason is the word for it.
	cause  cause
	reason string
	// status and message are what the client gets if no other engine answers.
	status  int
	message string
	// retryAfter is the header Retry-After for the client; empty: it would not help.
	retryAfter string
	// event is the engine's own error event, where it is in the client's protocol; nil: there is none.
	event []byte
	// detail is the engine's own message. It is for the client alone: engines quote prompts.
	detail string
	// complaint is what the engine finds fault with, for the client as it is; nil: nothing.
	complaint *complaint
}

// complaint is an engine's answer that finds fault with a request.
type complaint struct {
	engine string
	status int
	// body is a document in the client's protocol.
	body []byte
}

// failureOf is a failure with what follows from its cause.
func failureOf(c cause, message string) *failure {
	return &failure{cause: c, reason: rules[c].reason, status: rules[c].status, message: message}
}

func (f *failure) problem() *protocol.Problem {
	message := f.message
	if f.detail != "" {
		message += ": " + f.detail
	}
	return &protocol.Problem{Status: f.status, Message: message}
}

// rule is what follows from it.
func (f *failure) rule() rule { return rules[f.cause] }

// failed is the failure of an error before the first chunk.
func failed(name string, err error) *failure {
	var op *net.OpError
	switch {
	case isTimeout(err):
		return failureOf(tooSlow, "the engine "+name+" did not answer in time")
	case errors.As(err, &op) && op.Op == "dial":
		return failureOf(notReached, "the engine "+name+" does not accept connections")
	case errors.Is(err, upstream.ErrConnect):
		return failureOf(notReached, "the engine "+name+" could not be asked")
	}
	return failureOf(hungUp, "the engine "+name+" closed the connection before it answered")
}

// neverReachable is the failure of an engine that cannot be asked as it is declared.
func neverReachable(name string, err error) *failure {
	return failureOf(notReached, "the engine "+name+" cannot be asked: "+err.Error())
}

// badAnswer is the failure of an answer that cannot be forwarded, by its head; subject is the engine, or its answer.
func badAnswer(subject, how string) *failure { return failureOf(notReadable, subject+" "+how) }

// busy is the failure of an engine that has too much to do.
func busy(name string, status int, retryAfter string) *failure {
	f := failureOf(engineBusy, "the engine "+name+" is busy")
	f.status, f.retryAfter = status, retryafter.Format(retryafter.Parse(retryAfter, time.Now()))
	return f
}

// noRoom is the failure of an answer that cannot be kept.
func noRoom() *failure {
	f := failureOf(memoryFull, "the answers under way are all that the gateway has room for; try again")
	f.retryAfter = "1"
	return f
}

// leftAlone is the failure of an engine whose breaker is open, and stays so for a while.
func leftAlone(name string, wait time.Duration) *failure {
	f := failureOf(skipped, "the engine "+name+" failed before, and is left alone for a moment")
	f.retryAfter = retryafter.Format(wait)
	return f
}

// shuttingDown is the failure of an answer that ends because the gateway does.
func shuttingDown() *failure {
	return &failure{reason: record.Draining, status: http.StatusServiceUnavailable, message: "the gateway is shutting down"}
}

// clientGone is the failure of an answer whose client left, or whose exchange was cancelled.
func clientGone() *failure { return &failure{reason: record.ClientGone} }

func isTimeout(err error) bool {
	var timeout net.Error
	return errors.Is(err, os.ErrDeadlineExceeded) || errors.As(err, &timeout) && timeout.Timeout()
}

// broke is the failure of an answer that does not get to its end.
func broke(name, how string) *failure { return brokeBy(brokeOff, name, how) }

func brokeBy(c cause, name, how string) *failure {
	return failureOf(c, fmt.Sprintf("the answer of the engine %s %s", name, how))
}

// outcome is how an exchange ends that this failure ends; otherwise is for those without an outcome of their own.
func (f *failure) outcome(otherwise string) string {
	switch f.reason {
	case saturated:
		return record.Saturated
	case record.Draining:
		return record.Draining
	case complained:
		return record.Refused
	}
	return otherwise
}

// failoverReason is the reason as the record has it.
func (f *failure) failoverReason() string {
	if f.reason == streamBroken {
		return httpError
	}
	return f.reason
}
