// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	_ "embed" // for the backends
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/go-logr/logr"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/klog/v2"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/yaml"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	operator "github.com/codegen-dev/codegen-operator/cmd/codegen-operator/app"
	"github.com/codegen-dev/codegen-operator/internal/dashboard"
	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/page"
	"github.com/codegen-dev/codegen-operator/internal/sim"
	"github.com/codegen-dev/codegen-operator/test/cluster"
	"github.com/codegen-dev/codegen-operator/test/testnet"
	"github.com/codegen-dev/codegen-operator/test/timing"
)

//go:embed backends.yaml
var backends []byte

const namespace = "web"

// places are where the engines are said to be.
var places = map[string]sim.Protocol{
	"192.0.2.10:8002": sim.OpenAI, "192.0.2.11:8002": sim.OpenAI, "192.0.2.12:8002": sim.OpenAI, "192.0.2.20:8000": sim.CodeGen,
}

// stage is what the pictures show.
type stage struct {
	cluster *cluster.Cluster
	client  client.Client
	engines map[string]*sim.Engine
	page    *dashboard.Server
	ends    []func()
	nudged  time.Time // when a spec was touched last
}

func (s *stage) close() {
	for i := len(s.ends) - 1; i >= 0; i-- {
		s.ends[i]()
	}
}

// raise starts the control plane, the engines, the operator and the page, and applies the backends.
func (s *stage) raise(ctx context.Context) (err error) {
	ctrl.SetLogger(logr.Discard())
	klog.SetLogger(logr.Discard())
	if s.cluster, err = cluster.Start(ctx, os.Stderr); err != nil {
		return err
	}
	s.ends = append(s.ends, s.cluster.Stop)
	if s.client, err = client.New(s.cluster.Config, client.Options{Scheme: operator.Scheme()}); err != nil {
		return fmt.Errorf("making a client: %w", err)
	}
	net := &testnet.Net{}
	s.engines = map[string]*sim.Engine{}
	for place, protocol := range places {
		e, err := sim.Start(protocol, pace(0))
		if err != nil {
			return fmt.Errorf("starting an engine: %w", err)
		}
		s.ends = append(s.ends, e.Close)
		s.engines[place] = e
		net.Place(place, e.Addr())
	}
	s.operate(ctx, net)
	if err := s.serve(ctx); err != nil {
		return err
	}
	return s.apply(ctx)
}

func (s *stage) operate(ctx context.Context, net *testnet.Net) {
	o := operator.Options{WatchNamespaces: []string{namespace}, MetricsBindAddress: "0", HealthProbeBindAddress: "0"}
	s.during(ctx, "the operator", func(ctx context.Context) error {
		return operator.Run(ctx, o, s.cluster.Config, &engine.Network{Lookup: net.Lookup, Dial: net.Dial})
	})
}

func (s *stage) serve(ctx context.Context) (err error) {
	s.page, err = dashboard.Listen(dashboard.Options{
		Config: s.cluster.Config, Namespace: namespace, Context: "production", Address: "127.0.0.1", Language: page.English,
	})
	if err != nil {
		return err
	}
	s.during(ctx, "the page", s.page.Run)
	return nil
}

// during runs something until the end, in the order in which things end: not until ctx does.
func (s *stage) during(ctx context.Context, what string, run func(context.Context) error) {
	ctx, stop := context.WithCancel(context.WithoutCancel(ctx))
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := run(ctx); err != nil {
			fmt.Fprintf(os.Stderr, "screenshots: %s ended: %v\n", what, err)
		}
	}()
	s.ends = append(s.ends, func() { stop(); <-ended })
}

func (s *stage) apply(ctx context.Context) error {
	if err := s.client.Create(ctx, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: namespace}}); err != nil {
		return fmt.Errorf("creating the namespace: %w", err)
	}
	for _, text := range bytes.Split(backends, []byte("\n---\n")) {
		b := &v1alpha1.CodeGenBackend{}
		if err := yaml.UnmarshalStrict(text, b); err != nil {
			return fmt.Errorf("reading backends.yaml: %w", err)
		}
		if err := s.client.Create(ctx, b); err != nil {
			return fmt.Errorf("creating %s: %w", b.Name, err)
		}
	}
	return nil
}

// until waits until a backend is as it should be.
func (s *stage) until(ctx context.Context, what, name string, holds func(*v1alpha1.CodeGenBackend) bool) error {
	ctx, cancel := context.WithTimeout(ctx, timing.Deadline)
	defer cancel()
	ticks := time.NewTicker(100 * time.Millisecond)
	defer ticks.Stop()
	b := &v1alpha1.CodeGenBackend{}
	for {
		err := s.client.Get(ctx, client.ObjectKey{Namespace: namespace, Name: name}, b)
		if err == nil && holds(b) {
			return nil
		}
		select {
		case <-ctx.Done():
			return errors.Join(fmt.Errorf("waited in vain for %s of %s, which is at %+v", what, name, b.Status.Conditions), err, ctx.Err())
		case <-ticks.C:
		}
	}
}
