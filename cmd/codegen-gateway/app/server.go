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

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/codegen-dev/codegen-operator/internal/httpserver"
)

// server is an HTTP server at an address. At the address 0 it does not serve.
type server struct {
	*http.Server
	listener net.Listener
	serving  sync.WaitGroup
}

func newServer(address string, handler http.Handler, log *slog.Logger) *server {
	return &server{Server: httpserver.New(httpserver.Options{
		Address: address, Handler: handler, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	})}
}

// open listens and serves; later errors go to failed.
func (s *server) open(failed chan<- error) error {
	if s.Addr == "0" {
		return nil
	}
	listener, err := net.Listen("tcp", s.Addr)
	if err != nil {
		return fmt.Errorf("listen at %s: %w", s.Addr, err)
	}
	s.listener = listener
	s.serving.Go(func() {
		if err := s.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			failed <- fmt.Errorf("serve at %s: %w", s.Addr, err)
		}
	})
	return nil
}

// address is where it listens, with the port that it got.
func (s *server) address() string {
	if s.listener == nil {
		return "none"
	}
	return s.listener.Addr().String()
}

// stop closes it and all of its connections.
func (s *server) stop() {
	_ = s.Close() // it is closed in any case
	s.serving.Wait()
}

// newServers makes the servers.
func (p *process) newServers(clients http.Handler) {
	metrics := http.NewServeMux()
	metrics.Handle("GET /metrics", promhttp.HandlerFor(p.registry, promhttp.HandlerOpts{}))
	health := http.NewServeMux()
	health.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "ok") })
	health.HandleFunc("GET /readyz", p.readyz)
	p.clients = newServer(p.options.ListenAddress, clients, p.log)
	p.metrics = newServer(p.options.MetricsBindAddress, metrics, p.log)
	p.health = newServer(p.options.HealthProbeBindAddress, health, p.log)
}

// open serves. The server of the readiness probe comes last.
func (p *process) open() error {
	for _, s := range []*server{p.clients, p.metrics, p.health} {
		if err := s.open(p.failed); err != nil {
			return err
		}
	}
	return nil
}

// readyz serves whether requests should be sent here.
func (p *process) readyz(w http.ResponseWriter, _ *http.Request) {
	switch {
	case p.gateway.Draining():
		http.Error(w, "the gateway is shutting down", http.StatusServiceUnavailable)
	case p.follower.Table() == nil:
		http.Error(w, "the backend is not known yet", http.StatusServiceUnavailable)
	case p.follower.Policy() == nil:
		http.Error(w, "the admission policy is not known yet", http.StatusServiceUnavailable)
	default:
		fmt.Fprint(w, "ok")
	}
}
