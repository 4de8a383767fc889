// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package source_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/gateway/source"
	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/test/timing"
)

// scene is a backend in a cluster, and a source that follows it over a line that can be cut.
type scene struct {
	*testing.T
	client  client.Client
	backend *v1alpha1.CodeGenBackend
	line    *apiLine
	source  *source.Cluster
}

func newScene(t *testing.T) *scene {
	t.Helper()
	s := &scene{T: t, line: &apiLine{open: true}}
	scheme := runtime.NewScheme()
	s.must(clientgoscheme.AddToScheme(scheme))
	s.must(v1alpha1.AddToScheme(scheme))
	var err error
	s.client, err = client.New(shared.Config, client.Options{Scheme: scheme})
	s.must(err)
	ns := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{GenerateName: "source-"}}
	s.must(s.client.Create(t.Context(), ns))
	s.secret(ns.Name, "s", "k", "sesame")
	s.secret(ns.Name, "keys", "ide", "open")
	s.backend = backend(ns.Name)
	s.must(s.client.Create(t.Context(), s.backend))
	s.follow()
	return s
}

func backend(namespace string) *v1alpha1.CodeGenBackend {
	return &v1alpha1.CodeGenBackend{
		ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: "hapa"},
		Spec: v1alpha1.CodeGenBackendSpec{
			VLLM: v1alpha1.EngineSpec{Protocol: v1alpha1.ProtocolOpenAI, URL: "http://vllm-app:8002"},
			Legacy: v1alpha1.EngineSpec{Protocol: v1alpha1.ProtocolCodeGen, URL: "http://legacy:8000", Credentials: &v1alpha1.CredentialsSpec{
				Header: "X-API-Key", SecretRef: v1alpha1.SecretKeyReference{Name: "s", Key: "k"}}},
			Route: v1alpha1.RouteSpec{Gateway: &v1alpha1.GatewayRoute{APIKeysSecretRef: &v1alpha1.SecretReference{Name: "keys"}}},
		},
	}
}

func (s *scene) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func (s *scene) secret(namespace, name, key, value string) {
	s.Helper()
	s.must(s.client.Create(s.Context(), &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: name}, StringData: map[string]string{key: value}}))
}

// follow runs a source over the line until the test ends.
func (s *scene) follow() {
	s.Helper()
	config := rest.CopyConfig(shared.Config)
	config.QPS = -1
	config.Dial = s.line.dial
	config.Wrap(s.line.listen)
	var err error
	s.source, err = source.NewCluster(config, client.ObjectKeyFromObject(s.backend), source.Access{}, quiet())
	s.must(err)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- s.source.Run(ctx) }()
	s.Cleanup(func() {
		stop()
		s.must(<-ended)
	})
	s.until("a snapshot", s.source.Known)
}

func (s *scene) until(what string, holds func() bool) time.Duration {
	s.Helper()
	began := time.Now()
	ticks := time.NewTicker(time.Millisecond)
	defer ticks.Stop()
	for !holds() {
		if time.Since(began) > timing.Deadline {
			s.Fatalf("no %s, but %+v", what, s.source.Table())
		}
		<-ticks.C
	}
	return time.Since(began)
}

// flip has the status name another engine.
func (s *scene) flip(to v1alpha1.EngineName) {
	s.Helper()
	before := s.backend.DeepCopy()
	s.backend.Status.Active = to
	s.must(s.client.Status().Patch(s.Context(), s.backend, client.MergeFrom(before)))
}

// apiLine is a connection to the API server that can be cut. It notes what is requested over it.
type apiLine struct {
	mu    sync.Mutex
	open  bool            // guarded by mu
	conns []net.Conn      // guarded by mu
	asked map[string]bool // guarded by mu
}

func (l *apiLine) dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.open {
		conn.Close()
		return nil, net.ErrClosed
	}
	l.conns = append(l.conns, conn)
	return conn, nil
}

func (l *apiLine) cut(open bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open = open
	for _, c := range l.conns {
		c.Close()
	}
	l.conns = nil
}

func (l *apiLine) listen(next http.RoundTripper) http.RoundTripper {
	return tripper(func(r *http.Request) (*http.Response, error) {
		l.mu.Lock()
		if l.asked == nil {
			l.asked = map[string]bool{}
		}
		l.asked[r.URL.Path+" "+r.URL.Query().Get("fieldSelector")] = true
		l.mu.Unlock()
		return next.RoundTrip(r)
	})
}

type tripper func(*http.Request) (*http.Response, error)

func (f tripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// A flip of the status is in the table within 100 ms, the engines and their keys are known, and nothing but one object and its Secrets
// was requested.
func TestClusterFollowsTheStatus(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	first := s.source.Table()
	if first.Active != "" || first.Legacy.Value != "sesame" || first.Legacy.Header != "X-API-Key" {
		t.Errorf("at first: %+v", first.Legacy)
	}
	if name, _ := s.source.Policy().Keys.NameOf("open"); name != "ide" {
		t.Error("the API key is not known")
	}
	for range 5 {
		for _, to := range []v1alpha1.EngineName{v1alpha1.EngineVLLM, v1alpha1.EngineLegacy} {
			s.flip(to)
			took := s.until("flip", func() bool { return s.source.Table().Active == table.Name(to) })
			timing.AtMost(t, "a flip", took, 100*time.Millisecond)
		}
	}
	if now := s.source.Table(); now.VLLM != first.VLLM || now.Legacy != first.Legacy {
		t.Error("engines that did not change are others now")
	}
	for asked := range s.line.asked {
		if !strings.HasSuffix(asked, "/codegenbackends metadata.name=hapa") && !strings.Contains(asked, "/secrets/") {
			t.Errorf("asked for %s", asked)
		}
	}
}

// While the API server is away the last table holds; when it is back, the gateway catches up.
func TestClusterOutlivesTheAPIServer(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	s.flip(v1alpha1.EngineVLLM)
	s.until("flip", func() bool { return s.source.Table().Active == table.VLLM })
	s.line.cut(false)
	s.flip(v1alpha1.EngineLegacy)
	<-time.After(time.Second)
	if now := s.source.Table(); now.Active != table.VLLM || s.source.Policy() == nil {
		t.Errorf("cut off, the table is %+v", now)
	}
	s.line.cut(true)
	s.until("flip", func() bool { return s.source.Table().Active == table.Legacy })
}

// A key that changes is taken up without a change of the backend; another Secret as soon as the backend names it. An engine keeps
// the key that it had when the Secret is lost, and nobody keeps a key of a list that is gone.
func TestClusterReadsSecretsAgain(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	ns := s.backend.Namespace
	s.secret(ns, "s2", "k", "second")
	before := s.backend.DeepCopy()
	s.backend.Spec.Legacy.Credentials.SecretRef.Name = "s2"
	s.must(s.client.Patch(t.Context(), s.backend, client.MergeFrom(before)))
	s.until("second key", func() bool { return s.source.Table().Legacy.Value == "second" })

	s.must(s.client.Update(t.Context(), &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Namespace: ns, Name: "keys"}, StringData: map[string]string{"ci": "closed"}}))
	s.must(s.client.Delete(t.Context(), &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Namespace: ns, Name: "s2"}}))
	changed := time.Now()
	s.until("new API key, of an object that changes all the time", func() bool {
		if time.Since(changed) > 500*time.Millisecond {
			changed = time.Now()
			s.must(s.client.Patch(t.Context(), s.backend, client.RawPatch(types.MergePatchType,
				fmt.Appendf(nil, `{"metadata":{"annotations":{"changed":%q}}}`, changed))))
		}
		name, _ := s.source.Policy().Keys.NameOf("closed")
		return name == "ci"
	})
	if now := s.source.Table().Legacy; now.Value != "second" {
		t.Errorf("without its Secret, legacy is %+v", now)
	}
	s.must(s.client.Delete(t.Context(), &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Namespace: ns, Name: "keys"}}))
	s.until("policy without keys", func() bool { return s.source.Policy().Keys.Len() == 0 })
}

// Nothing is left behind by a source that ends, whether it ever saw its backend or not.
func TestClusterLeavesNothingBehind(t *testing.T) {
	leaks := goleak.IgnoreCurrent()
	config := rest.CopyConfig(shared.Config)
	c, err := source.NewCluster(config, client.ObjectKey{Namespace: "default", Name: "nobody"}, source.Access{}, quiet())
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer stop()
	if err := c.Run(ctx); err != nil || c.Known() || c.Table() != nil || c.Policy() != nil {
		t.Errorf("%v, %+v", err, c.Table())
	}
	// The transport to the API server is shared by all clients of a config, and closes its connections by itself.
	goleak.VerifyNone(t, leaks, goleak.IgnoreAnyFunction("golang.org/x/net/http2.(*clientConnReadLoop).run"),
		goleak.IgnoreAnyFunction("net/http/internal/http2.(*clientConnReadLoop).run"), goleak.IgnoreAnyFunction("net/http.(*persistConn).readLoop"), goleak.IgnoreAnyFunction("net/http.(*persistConn).writeLoop"))
}
