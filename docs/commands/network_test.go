// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

//go:build unix

package commands_test

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/internal/sim"
)

// clusterNetwork is the network of a page: Services as they would be in a cluster whose Pods run, and two hosts beside it. Behind port
// 8002 there is always a vLLM, and behind port 8000 a code generation backend.
type clusterNetwork struct {
	client  client.Client
	hosts   map[string]string // names beside the cluster → addresses
	engines map[string]string // ports → loopback

	mu   sync.Mutex
	open map[*connection]struct{} // guarded by mu
}

// connection is a connection to a Service.
type connection struct {
	net.Conn
	service string // its address
	network *clusterNetwork
}

func newClusterNetwork(t *testing.T) *clusterNetwork {
	t.Helper()
	c, err := client.New(shared.Config, client.Options{})
	if err != nil {
		t.Fatal(err)
	}
	w := &clusterNetwork{
		client: c, open: map[*connection]struct{}{}, engines: map[string]string{},
		hosts: map[string]string{"vllm-app": "192.0.2.10", "legacy-backend": "192.0.2.20"},
	}
	for port, p := range map[string]sim.Protocol{"8002": sim.OpenAI, "8000": sim.CodeGen} {
		e, err := sim.Start(p, sim.Script{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(e.Close)
		w.engines[port] = e.Addr()
	}
	return w
}

// Lookup resolves a name as the cluster's DNS would, and the hosts beside it.
func (w *clusterNetwork) Lookup(ctx context.Context, host string) ([]netip.Addr, error) {
	if a, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{a}, nil
	}
	if address, ok := w.hosts[host]; ok {
		return []netip.Addr{netip.MustParseAddr(address)}, nil
	}
	if parts := strings.Split(host, "."); len(parts) > 2 && parts[2] == "svc" {
		var s corev1.Service
		if err := w.client.Get(ctx, client.ObjectKey{Namespace: parts[1], Name: parts[0]}, &s); err == nil {
			return []netip.Addr{netip.MustParseAddr(s.Spec.ClusterIP)}, nil
		}
	}
	return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
}

// Dial connects as kube-proxy would have it: a Service without a ready endpoint refuses.
func (w *clusterNetwork) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	if !strings.HasPrefix(host, "192.0.2.") {
		if port = w.behind(ctx, host); port == "" {
			return nil, &net.OpError{Op: "dial", Net: network, Err: syscall.ECONNREFUSED}
		}
	}
	c, err := (&net.Dialer{}).DialContext(ctx, network, w.engines[port])
	if err != nil {
		return nil, err
	}
	return w.connected(&connection{Conn: c, service: host, network: w}), nil
}

// behind is the port of the ready endpoints behind a Service's address; empty: there is none.
func (w *clusterNetwork) behind(ctx context.Context, address string) string {
	var services corev1.ServiceList
	if err := w.client.List(ctx, &services); err != nil {
		return ""
	}
	for _, s := range services.Items {
		if s.Spec.ClusterIP != address {
			continue
		}
		var slices discoveryv1.EndpointSliceList
		if err := w.client.List(ctx, &slices, client.InNamespace(s.Namespace), client.MatchingLabels{discoveryv1.LabelServiceName: s.Name}); err != nil {
			return ""
		}
		for _, slice := range slices.Items {
			if len(slice.Ports) > 0 && slice.Ports[0].Port != nil && ready(slice.Endpoints) {
				return fmt.Sprint(*slice.Ports[0].Port)
			}
		}
	}
	return ""
}

func ready(endpoints []discoveryv1.Endpoint) bool {
	for _, e := range endpoints {
		if e.Conditions.Ready == nil || *e.Conditions.Ready {
			return true
		}
	}
	return false
}

func (w *clusterNetwork) connected(l *connection) net.Conn {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.open[l] = struct{}{}
	return l
}

// Close ends the connection.
func (l *connection) Close() error {
	l.network.mu.Lock()
	delete(l.network.open, l)
	l.network.mu.Unlock()
	return l.Conn.Close()
}

// cut ends connections to Pods that are gone, as their end would, until ctx ends.
func (w *clusterNetwork) cut(ctx context.Context) {
	ticks := time.NewTicker(200 * time.Millisecond)
	defer ticks.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticks.C:
		}
		for _, l := range w.connectionsToServices() {
			if w.behind(ctx, l.service) == "" {
				l.Conn.Close()
			}
		}
	}
}

func (w *clusterNetwork) connectionsToServices() []*connection {
	w.mu.Lock()
	defer w.mu.Unlock()
	var all []*connection
	for l := range w.open {
		if !strings.HasPrefix(l.service, "192.0.2.") {
			all = append(all, l)
		}
	}
	return all
}
