// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package dashboard

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"k8s.io/client-go/rest"

	"github.com/codegen-dev/codegen-operator/internal/page"
)

// Options are what is shown, and where.
type Options struct {
	// Config reaches the cluster.
	Config *rest.Config
	// Namespace whose backends are shown; empty: all.
	Namespace string
	// Context is the name of the cluster, for people.
	Context string
	// Version of the program.
	Version string
	// Address and Port to listen at. Port 0: any that is free.
	Address string
	Port    uint16
	// Language that the page begins in.
	Language page.Language
}

// Server serves the page.
type Server struct {
	Options
	hub      *hub
	seats    chan struct{}
	listener net.Listener
}

// ErrNotLoopback is why another address is refused: everybody who reaches the page can read it.
var ErrNotLoopback = errors.New("is not an address of this machine alone: the page asks nobody who they are; listen at 127.0.0.1, and forward the port to see it from elsewhere (ssh -L)")

// Listen opens the port; Run serves.
func Listen(o Options) (*Server, error) {
	if !local(o.Address) {
		return nil, fmt.Errorf("%q %w", o.Address, ErrNotLoopback)
	}
	address := net.JoinHostPort(o.Address, strconv.Itoa(int(o.Port)))
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listening at %s: %w", address, err)
	}
	return &Server{Options: o, hub: newHub(), seats: make(chan struct{}, mostReaders), listener: listener}, nil
}

// URL is where the page is.
func (s *Server) URL() string { return "http://" + s.listener.Addr().String() + "/" }

// Run follows the cluster and serves the page until ctx ends.
func (s *Server) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	server := &http.Server{
		Handler: s.handler(), ReadHeaderTimeout: 5 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 16 << 10,
		BaseContext: func(net.Listener) context.Context { return ctx }, ErrorLog: log.New(io.Discard, "", 0),
	}
	var followed error
	var following sync.WaitGroup
	following.Go(func() {
		defer cancel()
		followed = follow(ctx, s.Config, s.Namespace, s.hub)
	})
	stop := context.AfterFunc(ctx, func() { _ = server.Close() }) // streams end with ctx; nothing else takes long
	defer stop()
	err := server.Serve(s.listener)
	cancel()
	following.Wait()
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return errors.Join(followed, err)
}

// handler is all that is served.
func (s *Server) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.index)
	mux.HandleFunc("GET /assets/{name}", asset)
	mux.HandleFunc("GET /api/stream", s.stream)
	mux.HandleFunc("GET /api/backends/{namespace}/{name}", s.backend)
	return guarded(mux)
}
