// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package httpserver makes the HTTP servers of the product. A client that sends slowly, or not at all, holds a connection for a
// bounded time, whatever it requests and whether it is known or not.
package httpserver

import (
	"cmp"
	"log"
	"net/http"
	"time"
)

// The bounds of each server.
const (
	// HeaderTime is how long the head of a request may take.
	HeaderTime = 10 * time.Second
	// Progress is how long a body may stand still, and BodyTime how long it may take in all.
	Progress = 30 * time.Second
	BodyTime = 5 * time.Minute
	// IdleTime is how long a connection may be without a request.
	IdleTime = 2 * time.Minute
	// MaxHeader is how large the head of a request may be, in bytes.
	MaxHeader = 64 << 10
)

// Options are what differs between servers.
type Options struct {
	// Address is where ListenAndServe listens.
	Address string
	// Handler serves. It reads the body of a request as always; what it does not read is read by nobody.
	Handler http.Handler
	// ErrorLog logs what goes wrong with connections; nil: nothing is logged.
	ErrorLog *log.Logger
	// Progress and BodyTime replace the bounds of the same name; 0: those.
	Progress, BodyTime time.Duration
}

// New makes a server for HTTP/1.1 and HTTP/2 without TLS.
func New(o Options) *http.Server {
	both := new(http.Protocols)
	both.SetHTTP1(true)
	both.SetUnencryptedHTTP2(true)
	return &http.Server{
		Addr: o.Address, Protocols: both, ErrorLog: cmp.Or(o.ErrorLog, silent),
		Handler:           bounded{next: o.Handler, progress: cmp.Or(o.Progress, Progress), most: cmp.Or(o.BodyTime, BodyTime)},
		ReadHeaderTimeout: HeaderTime, IdleTimeout: IdleTime, MaxHeaderBytes: MaxHeader,
	}
}

var silent = log.New(nowhere{}, "", 0)

type nowhere struct{}

func (nowhere) Write(p []byte) (int, error) { return len(p), nil }
