// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"

	"github.com/codegen-dev/codegen-operator/internal/gateway/record"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// The reasons for a failover; see record.Record.
const (
	connectionFailed  = "ConnectionFailed"
	httpError         = "HTTPError"
	firstChunkTimeout = "FirstChunkTimeout"
	saturated         = "Saturated"
	breakerOpen       = "BreakerOpen"
	streamBroken      = "StreamBroken"
)

// failure is why an engine did not answer, or not to the end. It is a value, for another engine may still answer.
type failure struct {
	reason string
	// status and message are what the client gets if no other engine answers.
	status  int
	message string
	// retryAfter is the Retry-After header of a saturated engine.
	retryAfter string
	// event is the engine's own error event, where it is in the client's protocol; nil: there is none.
	event []byte
	// detail is the engine's own message. It is for the client alone: engines quote prompts.
	detail string
}

func (f *failure) problem() *protocol.Problem {
	message := f.message
	if f.detail != "" {
		message += ": " + f.detail
	}
	return &protocol.Problem{Status: f.status, Message: message}
}

// verdict is what the breaker gets.
func (f *failure) verdict() error {
	if f.reason == saturated || f.reason == breakerOpen {
		return errNoVerdict
	}
	return errors.New(f.message)
}

// failed is the failure of an error on the way to the head of an answer.
func failed(name string, err error) *failure {
	var op *net.OpError
	switch {
	case isTimeout(err):
		return timedOut(name)
	case errors.As(err, &op) && op.Op == "dial":
		return unreachable(name, "does not accept connections")
	}
	return unreachable(name, "could not be asked")
}

func timedOut(name string) *failure {
	return &failure{reason: firstChunkTimeout, status: http.StatusGatewayTimeout, message: "the engine " + name + " did not answer in time"}
}

func unreachable(name, how string) *failure {
	return &failure{reason: connectionFailed, status: http.StatusBadGateway, message: "the engine " + name + " " + how}
}

// badAnswer is the failure of an answer that cannot be forwarded, by its head; subject is the engine, or its answer.
func badAnswer(subject, how string) *failure {
	return &failure{reason: httpError, status: http.StatusBadGateway, message: subject + " " + how}
}

// busy is the failure of an engine that has too much to do.
func busy(name string, status int, retryAfter string) *failure {
	return &failure{reason: saturated, status: status, message: "the engine " + name + " is busy", retryAfter: cmp.Or(retryAfter, "1")}
}

// leftAlone is the failure of an engine whose breaker is open.
func leftAlone(name string) *failure {
	return &failure{
		reason: breakerOpen, status: http.StatusServiceUnavailable, message: "the engine " + name + " failed before, and is left alone for a moment",
	}
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
func broke(name, how string) *failure {
	return &failure{reason: streamBroken, status: http.StatusBadGateway, message: fmt.Sprintf("the answer of the engine %s %s", name, how)}
}

// outcome is how an exchange ends that this failure ends; otherwise is for those without an outcome of their own.
func (f *failure) outcome(otherwise string) string {
	switch f.reason {
	case saturated:
		return record.Saturated
	case record.Draining:
		return record.Draining
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
