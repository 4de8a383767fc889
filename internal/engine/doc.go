// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package engine is the HTTP client of the checks: one [Client] for each engine. Package protocol knows the wire formats.
//
// A client asks for health, for the models, for the load and for one streamed generation. What went wrong is a value, a [*Fault] with
// a [Reason], because a failed check is an outcome and not a Go error. The client does not judge: package measure turns the arrival
// times of a [Recording] into numbers and results.
//
// # Nothing that an engine sends can hurt
//
// Every read is bounded in bytes and in events, and in time by the caller's context. Headers, error bodies and messages
// are cut and cleaned. A stream must be an uncompressed event stream that comes to its own end marker: whatever else comes
// is a fault, however much text came before. Redirects are not followed, proxies of the environment are not used, and every
// address is held against the [Guard] right before it is dialled, so that a name that resolves differently the next time
// gains nothing.
//
// # Secrets
//
// A [Key] does not print, and messages are cleared of it even where an engine echoes it. Generated text is not altered: it
// is what gets measured. Clean an excerpt of it before you show it.
//
// # When a byte arrived
//
// Times come from the reader at the very bottom (timestampReader), which notes when each read of the body returned. The recorder
// takes all events of a read before it reads on, so that an event's time is that of the read that completed it, whatever was
// buffered behind it.
//
// # Rejected alternatives
//
// An http.Client: it follows redirects, sends a Referer and wraps errors with the whole URL; the transport alone does what
// is wanted. HTTP/2: one connection would be shared by probes and generations, and a stalled stream could hold up a probe.
// A connection pool shared between engines: one engine's faults would touch the others. The transport's own TLS dialling:
// it detaches a dial from the request that asked for it, so that dials to a vanished engine would pile up.
package engine
