// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package dashboard_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"sync"
	"testing"

	rbacv1 "k8s.io/api/rbac/v1"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/dashboard"
	"github.com/codegen-dev/codegen-operator/test/cluster"
)

// A user without permissions gets the problem, and the backends as soon as the permissions exist.
func TestForbidden(t *testing.T) {
	t.Parallel()
	s := newStage(t, func(c *rest.Config) { c.Impersonate.UserName = "somebody" })
	s.applied("hapa")
	e := s.listen()
	e.until("the refusal", func() bool { return e.health.Problem == dashboard.Forbidden })
	if e.listed || e.health.Phase != dashboard.Lost || e.health.Message == "" {
		t.Errorf("%+v, listed: %t", e.health, e.listed)
	}
	name := metav1.ObjectMeta{Name: "reader", Namespace: s.namespace}
	s.must(s.client.Create(t.Context(), &rbacv1.Role{ObjectMeta: name, Rules: []rbacv1.PolicyRule{
		{APIGroups: []string{v1alpha1.GroupVersion.Group}, Resources: []string{"codegenbackends"}, Verbs: []string{"get", "list", "watch"}},
	}}))
	s.must(
		s.client.Create(
			t.Context(),
			&rbacv1.RoleBinding{ObjectMeta: name, RoleRef: rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "Role", Name: "reader"},
				Subjects: []rbacv1.Subject{{Kind: "User", APIGroup: rbacv1.GroupName, Name: "somebody"}}},
		),
	)
	e.until("the list", func() bool { return e.live() && e.backends["hapa"].Name != "" })
}

// A user with invalid credentials gets the problem.
func TestUnauthorized(t *testing.T) {
	t.Parallel()
	s := newStage(t, func(c *rest.Config) {
		c.CertData, c.KeyData, c.CertFile, c.KeyFile, c.BearerToken = nil, nil, "", "", "of yesterday"
	})
	e := s.listen()
	e.until("the refusal", func() bool { return e.health.Problem == dashboard.Unauthorized })
}

// A lost connection is reported; after it, the page gets the changes and deletions in the meantime.
func TestUnreachable(t *testing.T) {
	t.Parallel()
	link := &link{open: true}
	s := newStage(t, func(c *rest.Config) { c.Dial = link.dial })
	stays, goes := s.applied("stays"), s.applied("goes")
	e := s.listen()
	e.until("the list", func() bool { return e.live() && len(e.backends) == 2 })
	link.cut()
	e.until("the loss", func() bool { return e.health.Problem == dashboard.Unreachable })
	s.flip(stays)
	s.must(s.client.Delete(t.Context(), goes))
	link.restore()
	e.until("what happened", func() bool {
		return e.health.Phase == dashboard.Live && e.backends["stays"].Active == stays.Status.Active && len(e.backends) == 1
	})
}

// A deleted CRD is distinguished from a cluster without backends.
func TestNotInstalled(t *testing.T) {
	t.Parallel()
	own, err := cluster.Start(t.Context(), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(own.Stop)
	s := stageOn(t, own.Config)
	s.must(apiextensionsv1.AddToScheme(s.client.Scheme()))
	s.applied("hapa")
	e := s.listen()
	e.until("the list", func() bool { return e.live() && len(e.backends) == 1 })
	crd := &apiextensionsv1.CustomResourceDefinition{}
	s.must(s.client.Get(t.Context(), client.ObjectKey{Name: "codegenbackends.serving.codegen.dev"}, crd))
	s.must(s.client.Delete(t.Context(), crd))
	e.until("the loss", func() bool { return e.health.Problem == dashboard.NotInstalled })
	crd.ObjectMeta = metav1.ObjectMeta{Name: crd.Name, Annotations: crd.Annotations}
	s.until("the CRD again", func() bool {
		again := crd.DeepCopy()
		return s.client.Create(t.Context(), again) == nil
	})
	e.until("an empty list", func() bool { return e.health.Phase == dashboard.Live && len(e.backends) == 0 })
	s.until("the API again", func() bool {
		var list v1alpha1.CodeGenBackendList
		err := s.client.List(t.Context(), &list)
		return err == nil
	})
	s.applied("after")
	e.until("the new one", func() bool { return e.backends["after"].Active != "" })
}

// link is a connection to an API server that can be cut.
type link struct {
	mu    sync.Mutex
	open  bool       // guarded by mu
	conns []net.Conn // guarded by mu
}

func (l *link) dial(ctx context.Context, network, address string) (net.Conn, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.open {
		return nil, &net.OpError{Op: "dial", Net: network, Err: http.ErrServerClosed}
	}
	conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
	l.conns = append(l.conns, conn)
	return conn, err
}

func (l *link) cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open = false
	for _, c := range l.conns {
		if c != nil {
			c.Close()
		}
	}
	l.conns = nil
}

func (l *link) restore() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open = true
}
