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

// Run serves until ctx ends. Then it is no longer ready and refuses requests, lets streams continue for the drain timeout, and ends those
// that are left with an error event.
func Run(ctx context.Context, o Options, log *slog.Logger, follower Follower, network *engine.Network) error {
	p, err := newProcess(ctx, o, log, follower, network)
	if err != nil {
		return err
	}
	defer p.close()
	if err := p.open(); err != nil {
		return err
	}
	stopFollowing := p.follow() //nolint:contextcheck // it continues while streams drain
	defer stopFollowing()
	log.Info("serving", "clients", p.clients.address(), "metrics", p.metrics.address(), "health", p.health.address())
	select {
	case <-ctx.Done():
		return p.drain() //nolint:contextcheck // the end of the context starts it
	case err := <-p.failed:
		return err
	}
}

// process is a gateway with its servers, its follower and its telemetry.
type process struct {
	options  Options
	log      *slog.Logger
	follower Follower
	gateway  *gateway.Gateway
	registry *prometheus.Registry

	clients, metrics, health *server
	failed                   chan error
	closers                  []func()
}

// build is a metric with the build as labels.
var build = prometheus.NewGaugeFunc(prometheus.GaugeOpts{
	Name: "codegen_gateway_build_info", Help: "1; the labels describe the build.", ConstLabels: version.Get().Labels(),
}, func() float64 { return 1 })

func newProcess(ctx context.Context, o Options, log *slog.Logger, follower Follower, network *engine.Network) (*process, error) {
	p := &process{options: o, log: log, follower: follower, registry: prometheus.NewRegistry(), failed: make(chan error, 4)}
	p.registry.MustRegister(build, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	observers := telemetry.Several{telemetry.NewMetrics(p.registry, follower.Table)}
	for _, name := range []table.Name{table.VLLM, table.Legacy} {
		observers.Breaker(string(name), "closed") // as breakers are until they report a change
	}
	if o.AccessLog {
		observers = append(observers, telemetry.AccessLog(log))
	}
	spans, err := p.spans(ctx)
	if err != nil {
		return nil, err
	}
	if spans != nil {
		observers = append(observers, spans)
	}
	p.gateway = gateway.New(gateway.Options{Table: follower.Table, Observer: observers, Network: network, MaxAnswers: o.MaxTotalAnswerBytes})
	p.closers = append(p.closers, p.gateway.Close)
	var handler http.Handler = admit.New(p.gateway, admit.Options{
		Policy: follower.Policy, MaxBody: o.MaxBodyBytes, MaxBodies: o.MaxTotalBodyBytes, Observer: observers,
	})
	if spans != nil {
		handler = spans.Around(handler)
	}
	p.newServers(handler)
	return p, nil
}

// spans are made if an endpoint is set; nil: none is.
func (p *process) spans(ctx context.Context) (*telemetry.Spans, error) {
	if p.options.OTLPEndpoint+os.Getenv("OTEL_EXPORTER_OTLP_ENDPOINT")+os.Getenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") == "" {
		return nil, nil
	}
	provider, err := telemetry.Export(ctx, p.options.OTLPEndpoint, p.options.Backend)
	if err != nil {
		return nil, err
	}
	p.closers = append(p.closers, func() { //nolint:contextcheck // it runs after the end of the context
		ctx, cancel := context.WithTimeout(context.Background(), closeTimeout)
		defer cancel()
		if err := provider.Shutdown(ctx); err != nil {
			p.log.Error("could not send the last spans", "error", err)
		}
	})
	return telemetry.NewSpans(provider), nil
}

// follow runs the follower until the returned function ends it.
func (p *process) follow() (stop func()) {
	ctx, cancel := context.WithCancel(context.Background()) // streams that drain need it to the end
	var following sync.WaitGroup
	following.Go(func() {
		if err := p.follower.Run(ctx); err != nil {
			p.failed <- fmt.Errorf("follow the backend: %w", err)
		}
	})
	return func() {
		cancel()
		following.Wait()
	}
}

// closeTimeout is how long connections may take to close after the last stream.
const closeTimeout = 3 * time.Second

// drain shuts down gracefully.
func (p *process) drain() error {
	p.log.Info("draining", "streams", p.gateway.InFlight(), "within", p.options.DrainTimeout)
	p.clients.SetKeepAlivesEnabled(false) // a client that sends another request on the same connection would be refused
	ctx, cancel := context.WithTimeout(context.Background(), p.options.DrainTimeout)
	defer cancel()
	if err := p.gateway.Drain(ctx); err != nil {
		p.log.Warn("streams were cut off: they took longer than --drain-timeout")
	}
	ctx, cancel = context.WithTimeout(context.Background(), closeTimeout)
	defer cancel()
	if err := p.clients.Shutdown(ctx); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("shut down the server: %w", err)
	}
	return nil
}

func (p *process) close() {
	for _, s := range []*server{p.clients, p.metrics, p.health} {
		s.stop()
	}
	for _, c := range p.closers {
		c()
	}
}
