// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import "time"

// Reason says in one word what went wrong. It is API: it shows in conditions and metrics.
type Reason string

// The reasons of a Fault.
const (
	// ConnectionRefused: nothing accepts connections at the address, or no route leads to it.
	ConnectionRefused Reason = "ConnectionRefused"
	// Timeout: the time ran out before the check was complete: connecting, waiting for the answer, or reading it.
	Timeout Reason = "Timeout"
	// NameNotResolved: the host name has no address, or the resolver did not answer in time.
	NameNotResolved Reason = "NameNotResolved"
	// TLSFailed: the handshake failed, most often because of a certificate.
	TLSFailed Reason = "TLSFailed"
	// HTTPError: an answer came, but not one that the protocol allows: a bad status, a redirect, a wrong content type, a
	// compressed or oversized body, or the connection was closed before the answer was complete.
	HTTPError Reason = "HTTPError"
	// Unauthorized: the engine refused the key, or asks for one (401 or 403).
	Unauthorized Reason = "Unauthorized"
	// ModelsMissing: the engine is up and says itself that it has no models: it is starting, or what it stands for is down.
	ModelsMissing Reason = "ModelsMissing"
	// StreamBroken: a stream began and did not come to a good end: an error event, no end marker, something that is not an
	// event of the protocol, more than the bounds, or nothing but white space.
	StreamBroken Reason = "StreamBroken"
	// Saturated: the engine is busy and says so (429, or 503 with Retry-After). It is not sick.
	Saturated Reason = "Saturated"
	// AddressForbidden: the guard refuses every address of the engine.
	AddressForbidden Reason = "AddressForbidden"
	// Unknown: the check says nothing about the engine: it was cancelled, or it could not be sent.
	Unknown Reason = "Unknown"
)

// Fault is what went wrong in one check. A nil Fault means that all is well.
type Fault struct {
	// Reason is one of the constants.
	Reason Reason
	// Message is a sentence for people: clean text of at most 300 characters, without secrets.
	Message string
	// RetryAfter is how long the engine asks to be left alone, at most an hour; zero where it does not say. Saturated only.
	RetryAfter time.Duration
	// Status is the HTTP status of the answer; zero where none came.
	Status int
	// Cancelled: the caller cancelled the context (it did not time out), or closed the client. It says nothing about the engine.
	Cancelled bool
	// Blank: the stream was whole, from its first event to its end marker, but its text is empty or white space. A
	// generation cut to one token may come to this on a well engine.
	Blank bool
}
