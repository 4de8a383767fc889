// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import (
	"slices"
	"strings"
)

// CanonicalPath is the path that a client means: without empty segments and without a slash at its end. Where the base URL of a
// client already ends in /v1, the prefix comes twice; it counts once. Segments of dots stay: no client means them.
func CanonicalPath(p string) string {
	segments := slices.DeleteFunc(strings.Split(p, "/"), func(s string) bool { return s == "" })
	p = "/" + strings.Join(segments, "/")
	for strings.HasPrefix(p, "/v1/v1/") {
		p = strings.TrimPrefix(p, "/v1")
	}
	return p
}

// HasDots reports whether a path has a segment that is one dot or two. Nothing is served at such a path.
func HasDots(p string) bool {
	return slices.ContainsFunc(strings.Split(p, "/"), func(s string) bool { return s == "." || s == ".." })
}

// OfPath is the protocol of the clients that request a canonical path: errors are sent in it.
func OfPath(p string) Protocol {
	if p == "/v1" || strings.HasPrefix(p, "/v1/") {
		return OpenAI
	}
	return CodeGen
}
