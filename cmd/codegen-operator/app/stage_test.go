// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"context"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/cmd/codegen-operator/app"
	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/sim"
	"github.com/codegen-dev/codegen-operator/test/cluster"
	"github.com/codegen-dev/codegen-operator/test/testnet"
	"github.com/codegen-dev/codegen-operator/test/timing"
)

// Where the engines of a stage are said to be.
const (
	vllmAddress   = "192.0.2.10"
	legacyAddress = "192.0.2.20"
	vllmURL       = "http://192.0.2.10:8002"
	legacyURL     = "http://192.0.2.20:8000"
	apiKey        = "stage-key-7c1f"
)

// stage is a namespace with two engines, and operators that can be started there.
type stage struct {
	*testing.T
	cluster   *cluster.Cluster
	client    client.WithWatch
	namespace string
	net       *testnet.Net
	vllm      *sim.Engine
	legacy    *sim.Engine
}

func newStage(t *testing.T) *stage {
	t.Helper()
	c, err := sharedClient()
	must(t, err)
	return stageIn(t, shared, c)
}

// sharedClient reads and writes the shared control plane. All stages have one, so that the API server is asked only once what it serves.
var sharedClient = sync.OnceValues(func() (client.WithWatch, error) { return newClient(shared) })

func newClient(of *cluster.Cluster) (client.WithWatch, error) {
	return client.NewWithWatch(of.Config, client.Options{Scheme: app.Scheme()})
}

// newStageIn is a stage in a control plane of its own.
func newStageIn(t *testing.T, in *cluster.Cluster) *stage {
	t.Helper()
	c, err := newClient(in)
	must(t, err)
	return stageIn(t, in, c)
}

func stageIn(t *testing.T, in *cluster.Cluster, c client.WithWatch) *stage {
	t.Helper()
	ns := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{GenerateName: "stage-"}}
	must(t, c.Create(t.Context(), ns))
	s := &stage{T: t, cluster: in, client: c, namespace: ns.Name, net: &testnet.Net{}}
	s.Cleanup(s.tidy) // registered first, so that it comes last, when the operator has stopped
	s.vllm = s.engine(sim.OpenAI, sim.Script{}, vllmAddress+":8002")
	s.legacy = s.engine(sim.CodeGen, sim.Script{APIKey: apiKey}, legacyAddress+":8000")
	s.secret("legacy-key", apiKey)
	return s
}

// tidy gives the cluster addresses of the stage's Services back: the API server has some two hundred of them.
func (s *stage) tidy() {
	must(s.T, s.client.DeleteAllOf(context.Background(), &v1alpha1.CodeGenBackend{}, client.InNamespace(s.namespace)))
	var services corev1.ServiceList
	must(s.T, s.client.List(context.Background(), &services, client.InNamespace(s.namespace)))
	for i := range services.Items {
		must(s.T, client.IgnoreNotFound(s.client.Delete(context.Background(), &services.Items[i])))
	}
}

// engine starts a simulated engine and places it at an address.
func (s *stage) engine(p sim.Protocol, script sim.Script, address string) *sim.Engine {
	s.Helper()
	e, err := sim.Start(p, script)
	must(s.T, err)
	s.Cleanup(e.Close)
	s.net.Place(address, e.Addr())
	return e
}

func (s *stage) secret(name, token string) {
	s.Helper()
	must(s.T, s.client.Create(s.Context(), &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Namespace: s.namespace, Name: name},
		StringData: map[string]string{"token": token},
	}))
}

// operator runs the operator until the test, or the returned function, ends it.
func (s *stage) operator(change ...func(*app.Options)) (stop func()) {
	s.Helper()
	return s.running(func(ctx context.Context) error { return s.operate(ctx, s.cluster.Config, change...) })
}

// operate runs an operator that reaches the API server by a config, until ctx ends.
func (s *stage) operate(ctx context.Context, config *rest.Config, change ...func(*app.Options)) error {
	o := app.Options{WatchNamespaces: []string{s.namespace}, MetricsBindAddress: "0", HealthProbeBindAddress: "0"}
	for _, c := range change {
		c(&o)
	}
	network := &engine.Network{Guard: engine.NewGuard(o.AllowAddresses...), Lookup: s.net.Lookup, Dial: s.net.Dial}
	return app.Run(ctx, o, config, network)
}

// running runs something until the test, or the returned function, ends it.
func (s *stage) running(run func(context.Context) error) (stop func()) {
	s.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- run(ctx) }()
	stopped := false
	stop = func() {
		cancel()
		if !stopped {
			stopped = true
			must(s.T, <-done)
		}
	}
	s.Cleanup(stop)
	return stop
}

// backend is the object of a stage, quick to flip back; change it before it is applied.
func (s *stage) backend(change ...func(*v1alpha1.CodeGenBackendSpec)) *v1alpha1.CodeGenBackend {
	b := &v1alpha1.CodeGenBackend{
		ObjectMeta: metav1.ObjectMeta{Namespace: s.namespace, Name: "hapa"},
		Spec: v1alpha1.CodeGenBackendSpec{
			VLLM: v1alpha1.EngineSpec{
				Protocol: v1alpha1.ProtocolOpenAI,
				URL:      vllmURL,
				Models:   models("autocomplete", "prompt", "comment", "error_fix"),
			},
			Legacy: v1alpha1.EngineSpec{Protocol: v1alpha1.ProtocolCodeGen, URL: legacyURL, Credentials: &v1alpha1.CredentialsSpec{
				Header: "X-API-Key", SecretRef: v1alpha1.SecretKeyReference{Name: "legacy-key", Key: "token"}}},
			Failover: v1alpha1.FailoverSpec{CooldownSeconds: new(int32(1))},
			Route:    v1alpha1.RouteSpec{Service: &v1alpha1.ServiceRoute{Name: "hapa", Port: 80}},
		},
	}
	for _, c := range change {
		c(&b.Spec)
	}
	return b
}

func models(names ...string) []v1alpha1.ModelSpec {
	var specs []v1alpha1.ModelSpec
	for _, name := range names {
		specs = append(specs, v1alpha1.ModelSpec{Name: name})
	}
	return specs
}

// apply creates the object.
func (s *stage) apply(b *v1alpha1.CodeGenBackend) *v1alpha1.CodeGenBackend {
	s.Helper()
	must(s.T, s.client.Create(s.Context(), b))
	return b
}

// change alters the spec of an object as it is now.
func (s *stage) change(b *v1alpha1.CodeGenBackend, change func(*v1alpha1.CodeGenBackendSpec)) {
	s.Helper()
	now := s.get(b)
	before := now.DeepCopy()
	change(&now.Spec)
	must(s.T, s.client.Patch(s.Context(), now, client.MergeFrom(before)))
}

func (s *stage) get(b *v1alpha1.CodeGenBackend) *v1alpha1.CodeGenBackend {
	s.Helper()
	var now v1alpha1.CodeGenBackend
	must(s.T, s.client.Get(s.Context(), client.ObjectKeyFromObject(b), &now))
	return &now
}

// kubectl runs the real one in the stage's namespace.
func (s *stage) kubectl(args ...string) string {
	s.Helper()
	out, err := s.cluster.Kubectl(s.Context(), append([]string{"-n", s.namespace}, args...)...)
	must(s.T, err)
	return out
}

// until waits until a condition holds: it polls, and fails with what it last saw.
func (s *stage) until(what string, holds func() (bool, string)) {
	s.Helper()
	timing.Until(s.T, what, holds)
}

func statusText(b *v1alpha1.CodeGenBackend) string {
	lines := []string{fmt.Sprintf("active=%q generation=%d/%d", b.Status.Active, b.Status.ObservedGeneration, b.Generation)}
	for _, c := range b.Status.Conditions {
		lines = append(lines, fmt.Sprintf("%s=%s %s: %s", c.Type, c.Status, c.Reason, c.Message))
	}
	for _, c := range b.Status.Canaries {
		lines = append(lines, fmt.Sprintf("canary %s through %s: %s %s %s", c.Name, c.Through, c.Verdict, c.Reason, c.Message))
	}
	return strings.Join(lines, "\n  ")
}

// freePort is a loopback address that nothing listens at.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer func() { must(t, l.Close()) }()
	return l.Addr().String()
}

func key(b client.Object) types.NamespacedName { return client.ObjectKeyFromObject(b) }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
