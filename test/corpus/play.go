// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package corpus

import (
	"cmp"
	"io"
	"net/http"
	"strings"
)

// Streams reports whether the answer is a stream of events.
func (s Shape) Streams() bool { return s.Response.Type == "" }

// Play answers a request as the shape says.
func (s Shape) Play(w http.ResponseWriter) {
	s.head(w)
	_, _ = io.WriteString(w, s.Response.Body)
}

// PlayCut answers with the first bytes of the body, and breaks the connection then.
func (s Shape) PlayCut(w http.ResponseWriter, bytes int) {
	s.head(w)
	_, _ = io.WriteString(w, s.Response.Body[:bytes])
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

func (s Shape) head(w http.ResponseWriter) {
	w.Header().Set("Content-Type", cmp.Or(s.Response.Type, "text/event-stream; charset=utf-8"))
	if s.Response.RetryAfter != "" {
		w.Header().Set("Retry-After", s.Response.RetryAfter)
	}
	w.WriteHeader(cmp.Or(s.Response.Status, http.StatusOK))
}

// Cuts are the places in the body at which an event ends, except for the last.
func (s Shape) Cuts() []int {
	cuts := []int{0}
	for at := 0; ; {
		end := strings.Index(s.Response.Body[at:], "\n\n")
		if end < 0 {
			return cuts
		}
		if at += end + 2; at < len(s.Response.Body) {
			cuts = append(cuts, at)
		}
	}
}
