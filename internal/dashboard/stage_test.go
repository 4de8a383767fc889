// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package dashboard_test

import (
	"context"
	"io"
	"net/http"
	"os"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/yaml"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/dashboard"
	"github.com/codegen-dev/codegen-operator/test/timing"
)

// everything is a backend with every part of a status.
const everything = "../page/testdata/everything.yaml"

// stage is a namespace of a real API server, and a page that shows it.
type stage struct {
	*testing.T
	client    client.Client
	namespace string
	url       string
}

// newStage serves a page of a new namespace of the shared control plane.
func newStage(t *testing.T, change ...func(*rest.Config)) *stage {
	t.Helper()
	return stageOn(t, shared.Config, change...)
}

func stageOn(t *testing.T, admin *rest.Config, change ...func(*rest.Config)) *stage {
	t.Helper()
	s := &stage{T: t}
	types := runtime.NewScheme()
	s.must(scheme.AddToScheme(types))
	s.must(v1alpha1.AddToScheme(types))
	var err error
	s.client, err = client.New(admin, client.Options{Scheme: types})
	s.must(err)
	ns := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{GenerateName: "dashboard-"}}
	s.must(s.client.Create(t.Context(), ns))
	s.namespace = ns.Name
	config := rest.CopyConfig(admin)
	for _, c := range change {
		c(config)
	}
	s.serve(s.options(config))
	return s
}

func (s *stage) options(config *rest.Config) dashboard.Options {
	return dashboard.Options{Config: config, Namespace: s.namespace, Context: "here", Version: "v1", Address: "127.0.0.1", Language: "en"}
}

// serve serves the page until the test ends.
func (s *stage) serve(o dashboard.Options) {
	s.Helper()
	server, err := dashboard.Listen(o)
	s.must(err)
	s.url = server.URL()
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- server.Run(ctx) }()
	s.Cleanup(func() {
		stop()
		select {
		case err := <-ended:
			s.must(err)
		case <-time.After(timing.Deadline):
			s.Error("the server does not end")
		}
		http.DefaultClient.CloseIdleConnections()
	})
}

// applied creates the object of a file under a name, with its status.
func (s *stage) applied(name string) *v1alpha1.CodeGenBackend {
	s.Helper()
	recorded := recording(s.T, everything)
	b := &v1alpha1.CodeGenBackend{ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: s.namespace}, Spec: recorded.Spec}
	s.must(s.client.Create(s.Context(), b))
	b.Status = recorded.Status
	s.must(s.client.Status().Update(s.Context(), b))
	return b
}

// flip moves a backend to the other engine, as an operator would write it.
func (s *stage) flip(b *v1alpha1.CodeGenBackend) {
	s.Helper()
	from, to := b.Status.Active, v1alpha1.EngineVLLM
	if from == v1alpha1.EngineVLLM {
		to = v1alpha1.EngineLegacy
	}
	b.Status.Active, b.Status.Since = to, metav1.Now()
	flip := v1alpha1.Flip{Time: metav1.NowMicro(), From: from, To: to, Reason: v1alpha1.FlipPreferredHealthy, Message: "flipped by the test"}
	b.Status.Flips = append([]v1alpha1.Flip{flip}, b.Status.Flips...)[:min(10, len(b.Status.Flips)+1)]
	s.must(s.client.Status().Update(s.Context(), b))
}

func recording(t *testing.T, path string) *v1alpha1.CodeGenBackend {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	b := &v1alpha1.CodeGenBackend{}
	if err := yaml.UnmarshalStrict(text, b); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return b
}

// answer is a response of the page's server.
type answer struct {
	*http.Response
	text string
}

func (s *stage) get(path string, change ...func(*http.Request)) answer {
	s.Helper()
	r, err := http.NewRequestWithContext(s.Context(), http.MethodGet, s.url+path, http.NoBody)
	s.must(err)
	for _, c := range change {
		c(r)
	}
	response, err := http.DefaultClient.Do(r)
	s.must(err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	s.must(err)
	return answer{response, string(text)}
}

func (s *stage) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

// until polls until something holds.
func (s *stage) until(what string, holds func() bool) {
	s.Helper()
	ticks := time.NewTicker(20 * time.Millisecond)
	defer ticks.Stop()
	for end := time.Now().Add(timing.Deadline); !holds(); <-ticks.C {
		if time.Now().After(end) {
			s.Fatalf("timed out waiting for %s", what)
		}
	}
}
