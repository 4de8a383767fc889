// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package config_test

import (
	"context"
	"net/http"
	"slices"
	"sync"
	"testing"

	"k8s.io/client-go/rest"

	"github.com/codegen-dev/codegen-operator/cmd/codegen-operator/app"
	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/test/testnet"
)

// refusals records requests that the API server forbids.
type refusals struct {
	mu      sync.Mutex
	refused []string // guarded by mu
}

func (c *refusals) note(request *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.refused = append(c.refused, request.Method+" "+request.URL.Path)
}

// wrap returns a transport that records refusals.
func (c *refusals) wrap(next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(request *http.Request) (*http.Response, error) {
		response, err := next.RoundTrip(request)
		if err == nil && response.StatusCode == http.StatusForbidden {
			c.note(request)
		}
		return response, err
	})
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(request *http.Request) (*http.Response, error) { return f(request) }

func (c *refusals) notes() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.refused)
}

// operate runs the operator with the arguments of a folder, as its service account in a namespace, until the returned function
// stops it and returns the refused requests.
func operate(t *testing.T, folder, namespace string, network *testnet.Net) (stop func() (refused []string)) {
	t.Helper()
	o := options(t, folder)
	o.MetricsBindAddress, o.HealthProbeBindAddress, o.LeaderElectionNamespace = "0", "0", namespace
	if len(o.WatchNamespaces) > 0 {
		o.WatchNamespaces = []string{namespace}
	}
	c := &refusals{}
	config := rest.CopyConfig(shared.Config)
	config.Impersonate = rest.ImpersonationConfig{UserName: serviceAccount(namespace)}
	config.Wrap(c.wrap)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- app.Run(ctx, o, config, &engine.Network{Guard: engine.NewGuard(), Lookup: network.Lookup, Dial: network.Dial})
	}()
	return func() []string {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("the operator ended with %v", err)
		}
		return c.notes()
	}
}
