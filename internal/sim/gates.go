// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"compress/gzip"
	"net/http"
	"strings"
	"sync"
	"time"
)

var gates = []trait{
	{name: Starting, means: "has not loaded its model yet", around: starting},
	{name: SlowHealthCheck, means: "health checks take SlowHealth", around: slowHealth},
	{name: Health500, means: "health 500, generations work", around: instead(kinds{KindHealth}, status500)},
	{name: Saturated, means: "429 with Retry-After", around: instead(generation, saturated)},
	{name: Unavailable, means: "503 with Retry-After", around: instead(generation, unavailable)},
	{name: Plain503, means: "503 without Retry-After", around: instead(generation, plain503)},
	{name: Status500, means: "generations fail with 500", around: instead(generation, status500)},
	{name: Redirect, means: "everything is a redirect to elsewhere", around: instead(everything, redirect)},
	{name: HTML200, means: "an HTML error page with status 200", around: instead(everything, html200)},
	{name: Gzip, means: "compresses though not asked to", around: compressed},
	{name: GzipBomb, means: "a small reply unpacks to a gibibyte", around: instead(kinds{KindModels, KindStream, KindGenerate}, gzipBomb)},
}

// instead stands a handler in place of the engine for some kinds of requests.
func instead(of kinds, handler http.HandlerFunc) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if of.has(callOf(r).kind) {
				handler(w, r)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

func saturated(w http.ResponseWriter, r *http.Request) {
	callOf(r).failLater(w, http.StatusTooManyRequests, "Too many requests")
}

func unavailable(w http.ResponseWriter, r *http.Request) {
	callOf(r).failLater(w, http.StatusServiceUnavailable, "Service unavailable, try again later")
}

func plain503(w http.ResponseWriter, r *http.Request) {
	callOf(r).fail(w, http.StatusServiceUnavailable, "Service unavailable")
}

func status500(w http.ResponseWriter, r *http.Request) {
	callOf(r).fail(w, http.StatusInternalServerError, "Internal server error")
}

func redirect(w http.ResponseWriter, r *http.Request) {
	http.Redirect(w, r, ElsewherePath+r.URL.Path, http.StatusTemporaryRedirect)
}

func html200(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write([]byte("<!DOCTYPE html>\n<html><body><h1>502 Bad Gateway</h1></body></html>\n"))
}

func slowHealth(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := callOf(r)
		if c.kind == KindHealth && sleepUntil(r.Context(), time.Now().Add(c.script.SlowHealth)) != nil {
			return // the client left: nobody reads a reply
		}
		next.ServeHTTP(w, r)
	})
}

// starting answers as the protocol's server does before its model is loaded.
func starting(http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := callOf(r)
		if c.kind == KindModels && c.engine.protocol == MultiLoRA {
			reply(w, http.StatusOK, multiLoRAModels("initializing", []string{}))
			return
		}
		c.fail(w, http.StatusServiceUnavailable, "Engine not initialized")
	})
}

func compressed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if callOf(r).kind == KindHealth {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Encoding", "gzip")
		z := &zipped{ResponseWriter: w, zip: gzip.NewWriter(w)}
		next.ServeHTTP(z, r)
		_ = z.zip.Close() // fails only where the client has left
	})
}

// zipped compresses a reply, each flush of which reaches the client.
type zipped struct {
	http.ResponseWriter
	zip *gzip.Writer
}

func (z *zipped) Write(p []byte) (int, error) { return z.zip.Write(p) }

// FlushError is what http.ResponseController looks for.
func (z *zipped) FlushError() error {
	if err := z.zip.Flush(); err != nil {
		return err
	}
	return http.NewResponseController(z.ResponseWriter).Flush()
}

// gzipBomb repeats one compressed mebibyte as members of one gzip stream, which
// unpackers join: the bomb costs us nothing to build.
func gzipBomb(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", bombType(callOf(r).kind))
	w.Header().Set("Content-Encoding", "gzip")
	member := bombMember()
	for range 1024 {
		if _, err := w.Write(member); err != nil {
			return
		}
	}
}

func bombType(k Kind) string {
	if k == KindStream {
		return "text/event-stream; charset=utf-8"
	}
	return "application/json"
}

var bombMember = sync.OnceValue(func() []byte {
	var b strings.Builder
	zip := gzip.NewWriter(&b)
	_, _ = zip.Write(make([]byte, 1<<20)) // a Builder never fails
	_ = zip.Close()
	return []byte(b.String())
})
