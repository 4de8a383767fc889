// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package samples_test

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"k8s.io/client-go/rest"

	"github.com/codegen-dev/codegen-operator/cmd/codegen-operator/app"
	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/sim"
	"github.com/codegen-dev/codegen-operator/test/testnet"
)

// Where the engines are, and what stands at https://….example.com.
const (
	vllmAddress   = "192.0.2.10"
	legacyAddress = "192.0.2.20"
	webAddress    = "192.0.2.30"
)

// stage is the namespace of a sample, with its engines.
type stage struct {
	*testing.T
	namespace    string
	net          *testnet.Net
	vllm, legacy *sim.Engine
}

func newStage(t *testing.T, p scenario) *stage {
	t.Helper()
	s := &stage{T: t, net: &testnet.Net{}}
	out, err := shared.KubectlWith(
		t.Context(),
		"{apiVersion: v1, kind: Namespace, metadata: {generateName: sample-}}",
		"create",
		"-f",
		"-",
		"-o",
		"jsonpath={.metadata.name}",
	)
	if err != nil {
		t.Fatal(err)
	}
	s.namespace = out
	s.vllm, s.legacy = s.engine(p.vllm, ""), s.engine(p.legacy, "replace-me")
	// Names are those in URLs, and those of Services in a cluster.
	for name, address := range map[string]string{"vllm-app": vllmAddress, "vllm-lora": vllmAddress, "legacy-backend": legacyAddress, "legacy-vllm": legacyAddress} {
		s.net.Name(name, address)
		s.net.Name(name+"."+s.namespace+".svc", address)
	}
	for _, port := range []string{":8000", ":8002"} {
		s.net.Place(vllmAddress+port, s.vllm.Addr())
		s.net.Place(legacyAddress+port, s.legacy.Addr())
	}
	return s
}

// engine starts an engine, with a key if the samples have one.
func (s *stage) engine(protocol sim.Protocol, key string) *sim.Engine {
	s.Helper()
	script := sim.Script{}
	switch protocol {
	case open:
		protocol = sim.CodeGen
	case sim.CodeGen:
		script.APIKey = key
	}
	e, err := sim.Start(protocol, script)
	if err != nil {
		s.Fatal(err)
	}
	s.Cleanup(e.Close)
	return e
}

// web serves a handler at a host of example.com by HTTPS.
func (s *stage) web(host string, handler http.Handler) {
	s.Helper()
	server := httptest.NewTLSServer(handler)
	s.Cleanup(server.Close)
	s.net.Name(host, webAddress)
	s.net.Place(net.JoinHostPort(webAddress, "443"), server.Listener.Addr().String())
}

// operator runs the operator for the namespace until the test ends.
func (s *stage) operator() {
	s.Helper()
	o, err := app.Parse(
		[]string{"--watch-namespace=" + s.namespace, "--metrics-bind-address=0", "--health-probe-bind-address=0"},
		os.LookupEnv,
	)
	if err != nil {
		s.Fatal(err)
	}
	s.runs(o, shared.Config)
}

// runs runs the operator with options and the permissions of a config.
func (s *stage) runs(o app.Options, config *rest.Config) {
	s.Helper()
	s.background("the operator", func(ctx context.Context) error {
		return app.Run(ctx, o, config, &engine.Network{Guard: engine.NewGuard(), Lookup: s.net.Lookup, Dial: s.net.Dial})
	})
}

// background runs something until the test ends.
func (s *stage) background(what string, run func(context.Context) error) {
	s.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- run(ctx) }()
	s.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			s.Errorf("%s ended with %v", what, err)
		}
	})
}

// kubectl runs kubectl in the namespace.
func (s *stage) kubectl(args ...string) string {
	s.Helper()
	out, err := shared.Kubectl(s.Context(), append(args, "-n", s.namespace)...)
	if err != nil {
		s.Fatalf("%v\n%s", err, s.seen())
	}
	return out
}

// apply applies manifests with strict validation. A warning fails the test.
func (s *stage) apply(text string) {
	s.Helper()
	out, err := shared.KubectlWith(s.Context(), text, "apply", "--server-side", "--validate=strict", "-n", s.namespace, "-f", "-")
	if err != nil || strings.Contains(out, "Warning") {
		s.Fatalf("%v: %s", err, out)
	}
}

// comes runs kubectl wait. Each line is an object and a condition.
func (s *stage) comes(lines ...string) {
	s.Helper()
	for _, line := range lines {
		object, condition, _ := strings.Cut(line, " ")
		if err := shared.Wait(s.Context(), "--for="+condition, object, "-n", s.namespace); err != nil {
			s.Fatalf("%v\n%s", err, s.seen())
		}
	}
}

// seen returns the objects for the message of a failure.
func (s *stage) seen() string {
	out, err := shared.Kubectl(
		context.WithoutCancel(s.Context()),
		"get",
		"cgb,service,endpointslice,deployment,httproute",
		"-n",
		s.namespace,
		"-o",
		"yaml",
		"--show-managed-fields=false",
	)
	if err != nil {
		return err.Error()
	}
	return out
}
