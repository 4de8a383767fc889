// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package admit is the door of the gateway: who is let in, how often, and with how large a body.
//
// A refusal is told in the protocol that the client speaks, which its path gives away, and as a [record.Record] like any other
// request. The client's key goes no further than this: what is behind the door knows its name alone.
package admit
