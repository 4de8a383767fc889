// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Bounds of what clients may do to a connection.
const (
	headerTime = 10 * time.Second
	idleTime   = 2 * time.Minute
	maxHeader  = 64 << 10
)

// server is a server at an address. One at the address 0 does not serve.
type server struct {
	*http.Server
	listener net.Listener
	serving  sync.WaitGroup
}

func newServer(address string, handler http.Handler, log *slog.Logger) *server {
	both := new(http.Protocols)
	both.SetHTTP1(true)
	both.SetUnencryptedHTTP2(true)
	return &server{Server: &http.Server{
		Addr: address, Handler: handler, Protocols: both,
		ReadHeaderTimeout: headerTime, IdleTimeout: idleTime, MaxHeaderBytes: maxHeader,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}}
}

// open listens and serves; failed is told of what goes wrong later.
func (s *server) open(failed chan<- error) error {
	if s.Addr == "0" {
		return nil
	}
	listener, err := net.Listen("tcp", s.Addr)
	if err != nil {
		return fmt.Errorf("listening at %s: %w", s.Addr, err)
	}
	s.listener = listener
	s.serving.Go(func() {
		if err := s.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			failed <- fmt.Errorf("serving at %s: %w", s.Addr, err)
		}
	})
	return nil
}

// address is where it listens, with the port that it was given.
func (s *server) address() string {
	if s.listener == nil {
		return "nowhere"
	}
	return s.listener.Addr().String()
}

// stop ends it with all of its connections.
func (s *server) stop() {
	_ = s.Close() // it is over in any case
	s.serving.Wait()
}

// serve makes the servers.
func (h *house) serve(door http.Handler) {
	metrics := http.NewServeMux()
	metrics.Handle("GET /metrics", promhttp.HandlerFor(h.registry, promhttp.HandlerOpts{}))
	health := http.NewServeMux()
	health.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "ok") })
	health.HandleFunc("GET /readyz", h.readyz)
	h.clients = newServer(h.options.ListenAddress, door, h.log)
	h.metrics = newServer(h.options.MetricsBindAddress, metrics, h.log)
	h.health = newServer(h.options.HealthProbeBindAddress, health, h.log)
}

// open serves; what tells that the gateway is ready comes last.
func (h *house) open() error {
	for _, s := range []*server{h.clients, h.metrics, h.health} {
		if err := s.open(h.failed); err != nil {
			return err
		}
	}
	return nil
}

// readyz tells whether requests should be sent here.
func (h *house) readyz(w http.ResponseWriter, _ *http.Request) {
	switch {
	case h.gateway.Draining():
		http.Error(w, "it is ending", http.StatusServiceUnavailable)
	case h.follower.Table() == nil:
		http.Error(w, "the backend is not known yet", http.StatusServiceUnavailable)
	case h.follower.Policy() == nil:
		http.Error(w, "it is not known whom to let in", http.StatusServiceUnavailable)
	default:
		fmt.Fprint(w, "ok")
	}
}
