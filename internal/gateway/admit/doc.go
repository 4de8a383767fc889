// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package admit is the admission of requests: which clients are let in, how often, and with how large a body.
//
// A refusal is written in the protocol that the client speaks, which the path shows, and recorded as a [record.Record] like any other
// request. The client's key goes no further than this: what comes after admission knows its name alone.
package admit
