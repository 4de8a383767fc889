// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/gateway/record"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// methods are the methods that are served at each path.
type methods map[string][]string

// handle serves a path with a method.
func (g *Gateway) handle(method, path string, serve http.HandlerFunc) {
	g.methods[path] = append(g.methods[path], method)
	g.mux.HandleFunc(method+" "+path, serve)
}

// notServed answers requests for paths and methods that are not served, in the protocol that the path belongs to.
func (g *Gateway) notServed(w http.ResponseWriter, r *http.Request) {
	began, id := time.Now(), record.ID(r.Header)
	problem := g.methods.problem(r.Method, r.URL.Path)
	if allowed := g.methods.at(r.URL.Path); len(allowed) > 0 {
		w.Header().Set("Allow", strings.Join(allowed, ", "))
	}
	body := protocol.ErrorBody(protocol.OfPath(r.URL.Path), problem)
	w.Header().Set(record.HeaderID, id)
	writeJSON(w, problem.Status, body)
	g.options.Observer.Finished(r.Context(), record.Record{
		ID: id, Key: record.KeyOf(r.Context()), Status: problem.Status, Outcome: record.Refused, Message: problem.Message,
		Began: began, Duration: time.Since(began), BytesOut: int64(len(body)),
	})
}

// at are the methods that are served at a path.
func (m methods) at(path string) []string {
	switch {
	case protocol.HasDots(path):
		return nil
	case path == "/":
		return m["/{$}"]
	case strings.HasPrefix(path, "/v1/models/"):
		return m["/v1/models/{id...}"]
	}
	return m[path]
}

// problem is why a request is not served.
func (m methods) problem(method, path string) *protocol.Problem {
	if len(m.at(path)) > 0 {
		return &protocol.Problem{
			Status: http.StatusMethodNotAllowed, Code: "method_not_allowed",
			Message: fmt.Sprintf("the method %s is not served at %s", named(method), named(path)),
		}
	}
	return &protocol.Problem{
		Status: http.StatusNotFound, Code: "not_found",
		Message: fmt.Sprintf("%s is not served; the paths are %s", named(path), strings.Join(m.generations(), ", ")),
	}
}

// generations are the paths at which answers are generated.
func (m methods) generations() (paths []string) {
	for path, served := range m {
		if slices.Contains(served, http.MethodPost) {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	return paths
}

// maxNamed is how much is repeated of a text that a client chose.
const maxNamed = 100

// named is a text that a client chose, quoted and bounded, as it can be written to logs and errors.
func named(text string) string {
	if len(text) > maxNamed {
		text = text[:maxNamed] + "…"
	}
	return strconv.QuoteToASCII(text)
}
