// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"bytes"
	"context"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/yaml"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	operator "github.com/codegen-dev/codegen-operator/cmd/codegen-operator/app"
	"github.com/codegen-dev/codegen-operator/cmd/kubectl-codegen/app"
	"github.com/codegen-dev/codegen-operator/test/timing"
)

// stage is a namespace of a real API server.
type stage struct {
	*testing.T
	client    client.WithWatch
	namespace string
	env       map[string]string
}

func newStage(t *testing.T) *stage {
	t.Helper()
	c, err := client.NewWithWatch(shared.Config, client.Options{Scheme: operator.Scheme()})
	must(t, err)
	ns := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{GenerateName: "plugin-"}}
	must(t, c.Create(t.Context(), ns))
	return &stage{T: t, client: c, namespace: ns.Name, env: map[string]string{}}
}

// applied creates a recorded object, with its status if it has one.
func (s *stage) applied(path string, change ...func(*v1alpha1.CodeGenBackend)) *v1alpha1.CodeGenBackend {
	s.Helper()
	text, err := os.ReadFile(path)
	must(s.T, err)
	recorded := &v1alpha1.CodeGenBackend{}
	must(s.T, yaml.UnmarshalStrict(text, recorded))
	b := &v1alpha1.CodeGenBackend{ObjectMeta: metav1.ObjectMeta{Name: recorded.Name, Namespace: s.namespace}, Spec: recorded.Spec}
	for _, c := range change {
		c(b)
	}
	must(s.T, s.client.Create(s.Context(), b, client.FieldOwner("kubectl-create")))
	if recorded.Status.ObservedGeneration <= 0 {
		return b // an operator will write it
	}
	b.Status = recorded.Status
	must(s.T, s.client.Status().Update(s.Context(), b, client.FieldOwner("codegen-operator")))
	return b
}

const everything = "../../../internal/page/testdata/everything.yaml"

// now is the object as it is in the cluster.
func (s *stage) now(b *v1alpha1.CodeGenBackend) *v1alpha1.CodeGenBackend {
	s.Helper()
	var now v1alpha1.CodeGenBackend
	must(s.T, s.client.Get(s.Context(), client.ObjectKeyFromObject(b), &now))
	return &now
}

// run runs one command line in the stage's namespace.
func (s *stage) run(args ...string) (code int, out, errs string) {
	s.Helper()
	var stdout, stderr syncBuffer
	code = s.runIn(s.Context(), app.Environment{In: strings.NewReader(""), Out: &stdout, Err: &stderr}, args...)
	return code, stdout.String(), stderr.String()
}

func (s *stage) runIn(ctx context.Context, w app.Environment, args ...string) int {
	w.Env = func(name string) string { return s.env[name] }
	return app.Main(ctx, append(args, "--kubeconfig", shared.Kubeconfig, "-n", s.namespace), w)
}

// mustExit runs a command line that must exit with a code, and returns both outputs.
func (s *stage) mustExit(want int, args ...string) (out, errs string) {
	s.Helper()
	code, out, errs := s.run(args...)
	if code != want {
		s.Fatalf("%v: exit code %d, want %d\n%s\n%s", args, code, want, out, errs)
	}
	return out, errs
}

// contains fails if a text lacks one of the parts.
func (s *stage) contains(text string, parts ...string) {
	s.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			s.Errorf("%q is missing in\n%s", part, text)
		}
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

// syncBuffer is a buffer that can be read while it is written.
type syncBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer // guarded by mu
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
