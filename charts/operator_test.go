// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package charts_test

import (
	"context"
	"net"
	"net/http"
	"sync"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/yaml"

	"github.com/codegen-dev/codegen-operator/cmd/codegen-operator/app"
	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/sim"
	"github.com/codegen-dev/codegen-operator/test/testnet"
)

// operator is an operator that runs with the flags and permissions of a release's Pods.
type operator struct {
	health, metrics string // addresses on loopback

	stopped func() error

	mu      sync.Mutex
	refused []string // guarded by mu; forbidden requests
}

// operate runs the operator of a release until stop is called.
func (r release) operate(t *testing.T) *operator {
	t.Helper()
	var deployed unstructured.Unstructured
	if err := yaml.Unmarshal([]byte(kubectl(t, "get", "deployment", r.name, "-n", r.namespace, "-o", "yaml")), &deployed.Object); err != nil {
		t.Fatal(err)
	}
	pod := typed[appsv1.Deployment](t, &deployed).Spec.Template.Spec
	o := &operator{health: free(t), metrics: free(t)}
	options := flags(t, pod)
	options.HealthProbeBindAddress, options.MetricsBindAddress, options.LeaderElectionNamespace = o.health, o.metrics, r.namespace
	config := rest.CopyConfig(shared.Config)
	config.Impersonate = rest.ImpersonationConfig{UserName: "system:serviceaccount:" + r.namespace + ":" + pod.ServiceAccountName}
	config.Wrap(o.wrap)
	o.run(t, options, config)
	return o
}

// free returns a free loopback address.
func free(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func (o *operator) run(t *testing.T, options app.Options, config *rest.Config) {
	t.Helper()
	network := engines(t)
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 1)
	go func() {
		ended <- app.Run(ctx, options, config, &engine.Network{Guard: engine.NewGuard(), Lookup: network.Lookup, Dial: network.Dial})
	}()
	o.stopped = sync.OnceValue(func() error { cancel(); return <-ended })
	t.Cleanup(func() { _ = o.stopped() }) // if the test ends early
}

// engines starts engines at 192.0.2.10:8002 and 192.0.2.20:8000, which have names as well.
func engines(t *testing.T) *testnet.Net {
	t.Helper()
	network := &testnet.Net{}
	network.Name("vllm-app", "192.0.2.10")
	network.Name("legacy-backend", "192.0.2.20")
	for address, protocol := range map[string]sim.Protocol{"192.0.2.10:8002": sim.OpenAI, "192.0.2.20:8000": sim.CodeGen} {
		e, err := sim.Start(protocol, sim.Script{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(e.Close)
		network.Place(address, e.Addr())
	}
	return network
}

// wrap returns a transport that records refusals.
func (o *operator) wrap(next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(request *http.Request) (*http.Response, error) {
		response, err := next.RoundTrip(request)
		if err == nil && response.StatusCode == http.StatusForbidden {
			o.mu.Lock()
			defer o.mu.Unlock()
			o.refused = append(o.refused, request.Method+" "+request.URL.Path)
		}
		return response, err
	})
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(request *http.Request) (*http.Response, error) { return f(request) }

// stop stops the operator. A refused request fails the test, except for optional permissions.
func (o *operator) stop(t *testing.T) {
	t.Helper()
	if err := o.stopped(); err != nil {
		t.Errorf("the operator ended with %v", err)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.refused) > 0 {
		t.Errorf("the API server refused %q", o.refused)
	}
}
