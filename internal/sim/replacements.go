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

// replacements stand before the engine, and answer some or all requests in its place.
var replacements = map[Misbehaviour]func(http.Handler) http.Handler{
	Starting:        starting,
	SlowHealthCheck: slowHealth,
	Health500:       instead(kinds{KindHealth}, status500),
	Saturated:       instead(generationKinds, saturated),
	Unavailable:     instead(generationKinds, unavailable),
	Plain503:        instead(generationKinds, plain503),
	Status500:       instead(generationKinds, status500),
	Redirect:        instead(allKinds, redirect),
	HTML200:         instead(allKinds, html200),
	Gzip:            compressed,
	GzipBomb:        instead(kinds{KindModels, KindStream, KindGenerate}, gzipBomb),
}

// instead answers by a handler in place of the engine for some kinds of requests.
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
// decompressors join: the bomb is cheap to build.
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
