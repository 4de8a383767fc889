// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package dashboard

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"sync"

	"k8s.io/client-go/rest"

	"github.com/codegen-dev/codegen-operator/internal/httpserver"
	"github.com/codegen-dev/codegen-operator/internal/page"
)

// Options say what is shown, and where.
type Options struct {
	// Config connects to the cluster.
	Config *rest.Config
	// Namespace whose backends are shown; empty for all.
	Namespace string
	// Context is the displayed name of the cluster.
	Context string
	// Version is the displayed version of the program.
	Version string
	// Address and Port to listen on; port 0 selects a free one.
	Address string
	Port    uint16
	// Language is the initial language of the page.
	Language page.Language
}

// Server serves the page.
type Server struct {
	Options
	hub      *hub
	slots    chan struct{}
	listener net.Listener
}

// ErrNotLoopback is the error for an address that is not on loopback: the page has no authentication.
var ErrNotLoopback = errors.New(
	"is not a loopback address: the page has no authentication; use 127.0.0.1, and forward the port to open it from another machine (ssh -L)",
)

// Listen opens the port; Run serves.
func Listen(o Options) (*Server, error) {
	if !isLoopback(o.Address) {
		return nil, fmt.Errorf("%q %w", o.Address, ErrNotLoopback)
	}
	address := net.JoinHostPort(o.Address, strconv.Itoa(int(o.Port)))
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w", address, err)
	}
	return &Server{Options: o, hub: newHub(), slots: make(chan struct{}, maxSubscribers), listener: listener}, nil
}

// URL returns the address of the page.
func (s *Server) URL() string { return "http://" + s.listener.Addr().String() + "/" }

// Run watches the cluster and serves the page until ctx ends.
func (s *Server) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	server := httpserver.New(httpserver.Options{Handler: s.handler()})
	server.BaseContext = func(net.Listener) context.Context { return ctx }
	var watchErr error
	var watcher sync.WaitGroup
	watcher.Go(func() {
		defer cancel()
		watchErr = follow(ctx, s.Config, s.Namespace, s.hub)
	})
	stop := context.AfterFunc(ctx, func() { _ = server.Close() }) // streams end with ctx; other requests are short
	defer stop()
	err := server.Serve(s.listener)
	cancel()
	watcher.Wait()
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return errors.Join(watchErr, err)
}

// handler routes requests.
func (s *Server) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.index)
	mux.HandleFunc("GET /assets/{name}", asset)
	mux.HandleFunc("GET /api/stream", s.stream)
	mux.HandleFunc("GET /api/backends/{namespace}/{name}", s.backend)
	return restrict(mux)
}
