// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/gateway"
	"github.com/codegen-dev/codegen-operator/internal/gateway/admit"
	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/internal/gateway/telemetry"
	"github.com/codegen-dev/codegen-operator/internal/version"
)

// Run serves until ctx ends: then it is not ready any more and takes no more requests, lets streams go on for as long as they may, and tells those
// that are left that it ends.
func Run(ctx context.Context, o Options, log *slog.Logger, follower Follower, network *engine.Network) error {
	h, err := newHouse(ctx, o, log, follower, network)
	if err != nil {
		return err
	}
	defer h.close()
	if err := h.open(); err != nil {
		return err
	}
	stopFollowing := h.follow() //nolint:contextcheck // it goes on while streams drain
	defer stopFollowing()
	log.Info("serving", "clients", h.clients.address(), "metrics", h.metrics.address(), "health", h.health.address())
	select {
	case <-ctx.Done():
		return h.drain() //nolint:contextcheck // the end of the context is what begins it
	case err := <-h.failed:
		return err
	}
}

// house is a gateway with all that is around it.
type house struct {
	options  Options
	log      *slog.Logger
	follower Follower
	gateway  *gateway.Gateway
	registry *prometheus.Registry

	clients, metrics, health *server
	failed                   chan error
	closers                  []func()
}

// build is a metric that tells which build this is.
var build = prometheus.NewGaugeFunc(prometheus.GaugeOpts{
	Name: "codegen_gateway_build_info", Help: "1; its labels tell the build.", ConstLabels: version.Get().Labels(),
}, func() float64 { return 1 })

func newHouse(ctx context.Context, o Options, log *slog.Logger, follower Follower, network *engine.Network) (*house, error) {
	h := &house{options: o, log: log, follower: follower, registry: prometheus.NewRegistry(), failed: make(chan error, 4)}
	h.registry.MustRegister(build, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	observers := telemetry.Several{telemetry.NewMetrics(h.registry, follower.Table)}
	for _, name := range []table.Name{table.VLLM, table.Legacy} {
		observers.Breaker(string(name), "closed") // as breakers are until they tell of a change
	}
	if o.AccessLog {
		observers = append(observers, telemetry.AccessLog(log))
	}
	spans, err := h.spans(ctx)
	if err != nil {
		return nil, err
	}
	if spans != nil {
		observers = append(observers, spans)
	}
	h.gateway = gateway.New(gateway.Options{Table: follower.Table, Observer: observers, Network: network})
	h.closers = append(h.closers, h.gateway.Close)
	var door http.Handler = admit.New(h.gateway, admit.Options{
		Policy: follower.Policy, MaxBody: o.MaxBodyBytes, MaxBodies: o.MaxTotalBodyBytes, Observer: observers,
	})
	if spans != nil {
		door = spans.Around(door)
	}
	h.serve(door)
	return h, nil
}

// spans are made where somebody wants them; nil: nobody does.
func (h *house) spans(ctx context.Context) (*telemetry.Spans, error) {
	if h.options.OTLPEndpoint == "" && os.Getenv("OTEL_EXPORTER_OTLP_ENDPOINT") == "" && os.Getenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") == "" {
		return nil, nil
	}
	provider, err := telemetry.Export(ctx, h.options.OTLPEndpoint, h.options.Backend)
	if err != nil {
		return nil, err
	}
	h.closers = append(h.closers, func() { //nolint:contextcheck // it comes when the context is over
		ctx, cancel := context.WithTimeout(context.Background(), goodbye)
		defer cancel()
		if err := provider.Shutdown(ctx); err != nil {
			h.log.Error("sending the last spans", "error", err)
		}
	})
	return telemetry.NewSpans(provider), nil
}

// follow has the follower run, until the returned function ends it.
func (h *house) follow() (stop func()) {
	ctx, cancel := context.WithCancel(context.Background()) // streams that drain need it to the end
	var following sync.WaitGroup
	following.Go(func() {
		if err := h.follower.Run(ctx); err != nil {
			h.failed <- fmt.Errorf("following the backend: %w", err)
		}
	})
	return func() {
		cancel()
		following.Wait()
	}
}

// goodbye is what is left for connections to be closed in good order after the last stream.
const goodbye = 3 * time.Second

// drain ends the serving in good order.
func (h *house) drain() error {
	h.log.Info("ending", "streams", h.gateway.InFlight(), "within", h.options.DrainTimeout)
	h.clients.SetKeepAlivesEnabled(false) // whoever asks again on the same connection would be turned away again
	ctx, cancel := context.WithTimeout(context.Background(), h.options.DrainTimeout)
	defer cancel()
	if err := h.gateway.Drain(ctx); err != nil {
		h.log.Warn("streams were cut off: they took longer than --drain-timeout")
	}
	ctx, cancel = context.WithTimeout(context.Background(), goodbye)
	defer cancel()
	if err := h.clients.Shutdown(ctx); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("ending the server: %w", err)
	}
	return nil
}

func (h *house) close() {
	for _, s := range []*server{h.clients, h.metrics, h.health} {
		s.stop()
	}
	for _, c := range h.closers {
		c()
	}
}
