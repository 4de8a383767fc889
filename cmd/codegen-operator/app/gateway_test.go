// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"context"
	"log/slog"
	"maps"
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/cmd/codegen-operator/app"
	"github.com/codegen-dev/codegen-operator/internal/gateway/source"
	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
)

const gatewayName = "hapa-gateway"

// byGateway is a stage's spec whose one route is a gateway.
func byGateway(spec *v1alpha1.CodeGenBackendSpec) {
	spec.Route = v1alpha1.RouteSpec{Gateway: &v1alpha1.GatewayRoute{APIKeysSecretRef: &v1alpha1.SecretReference{Name: "client-keys"}}}
}

func withImage(o *app.Options) { o.GatewayImage = "registry.example.com/codegen-gateway:1.0" }

// parts are the objects that a gateway is made of.
func (s *stage) parts() map[string]client.Object {
	meta := metav1.ObjectMeta{Namespace: s.namespace, Name: gatewayName}
	return map[string]client.Object{
		"Deployment": &appsv1.Deployment{ObjectMeta: meta}, "Service": &corev1.Service{ObjectMeta: meta},
		"PodDisruptionBudget": &policyv1.PodDisruptionBudget{ObjectMeta: meta}, "ServiceAccount": &corev1.ServiceAccount{ObjectMeta: meta},
		"Role": &rbacv1.Role{ObjectMeta: meta}, "RoleBinding": &rbacv1.RoleBinding{ObjectMeta: meta},
	}
}

// versions are the resource versions of the parts, less those that their own controllers write to.
func (s *stage) versions() map[string]string {
	s.Helper()
	versions := map[string]string{}
	for kind, part := range s.parts() {
		must(s.T, s.client.Get(s.Context(), client.ObjectKeyFromObject(part), part))
		versions[kind] = part.GetResourceVersion()
		if d, ok := part.(*appsv1.Deployment); ok {
			versions[kind] = string(rune('0' + d.Generation))
		}
	}
	delete(versions, "PodDisruptionBudget") // its controller writes its status
	return versions
}

// restricted has the stage's namespace refuse Pods that do not keep the level restricted.
func (s *stage) restricted() {
	s.Helper()
	ns := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: s.namespace}}
	patch := []byte(`{"metadata":{"labels":{"pod-security.kubernetes.io/enforce":"restricted"}}}`)
	must(s.T, s.client.Patch(s.Context(), ns, client.RawPatch("application/merge-patch+json", patch)))
}

func gatewayOf(b *v1alpha1.CodeGenBackend) v1alpha1.GatewayStatus {
	if r := b.Status.Routes; len(r) == 1 && r[0].Gateway != nil {
		return *r[0].Gateway
	}
	return v1alpha1.GatewayStatus{}
}

// TestGateway: the operator deploys it where Pods must be restricted, reports its replicas and its version, and writes
// nothing more once all of it is there.
func TestGateway(t *testing.T) {
	t.Parallel()
	must(t, deploying())
	s := newStage(t)
	s.restricted()
	s.operator(withImage)
	b := s.apply(s.backend(byGateway))
	served := func(e v1alpha1.EngineName) *v1alpha1.CodeGenBackend {
		return s.becomes(b, "the gateway to serve "+string(e), func(st *v1alpha1.CodeGenBackendStatus) bool {
			g := gatewayOf(&v1alpha1.CodeGenBackend{Status: *st})
			return active(e)(st) && says(v1alpha1.ConditionRouted, v1alpha1.ReasonRoutesReady)(st) &&
				st.Routes[0].Engine == e && g.ReadyReplicas != nil && *g.ReadyReplicas == 2 && g.Version == "codegen-gateway:1.0"
		})
	}
	now := served(v1alpha1.EngineVLLM)
	if g := gatewayOf(now); g.Authentication != v1alpha1.AuthenticationAPIKey || now.Status.Routes[0].Name != gatewayName {
		t.Errorf("the status tells %+v", now.Status.Routes)
	}
	before := s.versions()
	s.vllm.Kill()
	served(v1alpha1.EngineLegacy)
	if after := s.versions(); !maps.Equal(before, after) {
		t.Errorf("a flip wrote to the parts: %v, then %v", before, after)
	}
}

// TestGatewayPartsAreRestored: what is changed or deleted by hand is put right, what a spec no longer asks for goes, and all of it with
// the last of it.
func TestGatewayPartsAreRestored(t *testing.T) {
	t.Parallel()
	must(t, deploying())
	s := newStage(t)
	s.operator(withImage)
	b := s.apply(s.backend(byGateway, func(spec *v1alpha1.CodeGenBackendSpec) {
		spec.Route.Gateway.Authentication, spec.Route.Gateway.APIKeysSecretRef = v1alpha1.AuthenticationNone, nil
		spec.Route.Gateway.Replicas = new(int32(1))
	}))
	now := s.becomes(b, "the gateway to serve", says(v1alpha1.ConditionRouted, v1alpha1.ReasonRoutesReady))
	if r := now.Status.Routes[0]; !strings.Contains(r.Message, "it admits every client that reaches it") {
		t.Errorf("an open door is not reported: %s", r.Message)
	}
	s.until("an event of the open gateway", func() (bool, string) {
		out := s.kubectl("events", "--for=codegenbackend/hapa")
		return strings.Contains(out, "Warning") && strings.Contains(out, v1alpha1.ReasonGatewayOpen), out
	})
	for kind, part := range s.parts() {
		must(t, s.client.Delete(t.Context(), part))
		s.until("a new "+kind, func() (bool, string) {
			err := s.client.Get(t.Context(), client.ObjectKeyFromObject(part), part)
			return err == nil && part.GetDeletionTimestamp() == nil, "none"
		})
	}
	s.drifts(b)
	s.change(b, func(spec *v1alpha1.CodeGenBackendSpec) {
		spec.Route = v1alpha1.RouteSpec{Service: &v1alpha1.ServiceRoute{Name: "hapa", Port: 80}}
	})
	for kind, part := range s.parts() {
		s.until("no "+kind, func() (bool, string) {
			return apierrors.IsNotFound(s.client.Get(t.Context(), client.ObjectKeyFromObject(part), part)), "it is there"
		})
	}
}

// drifts changes parts by hand, and waits until they are as declared.
func (s *stage) drifts(b *v1alpha1.CodeGenBackend) {
	s.Helper()
	d, role, service := s.parts()["Deployment"].(*appsv1.Deployment), s.parts()["Role"].(*rbacv1.Role), s.parts()["Service"].(*corev1.Service)
	read := func(o client.Object) { must(s.T, s.client.Get(s.Context(), client.ObjectKeyFromObject(o), o)) }
	patch := func(o client.Object, change func()) {
		read(o)
		before := o.DeepCopyObject().(client.Object)
		change()
		must(s.T, s.client.Patch(s.Context(), o, client.MergeFrom(before)))
	}
	patch(d, func() { d.Spec.Template.Spec.Containers[0].Image = "other" })
	patch(role, func() {
		role.Rules = append(role.Rules, rbacv1.PolicyRule{APIGroups: []string{""}, Resources: []string{"secrets"}, Verbs: []string{"list"}})
	})
	patch(service, func() { service.Spec.Selector["more"] = "less" })
	s.until("the parts to be as declared", func() (bool, string) {
		read(d)
		read(role)
		read(service)
		return d.Spec.Template.Spec.Containers[0].Image == "registry.example.com/codegen-gateway:1.0" && len(role.Rules) == 2 &&
			service.Spec.Selector["more"] == "", role.String()
	})
	s.change(b, func(spec *v1alpha1.CodeGenBackendSpec) { spec.Legacy.Credentials = nil })
	s.until("a Role without Secrets", func() (bool, string) {
		read(role)
		return len(role.Rules) == 1, role.String()
	})
}

// TestGatewayMayReadOnlyItsOwnObjects: with the rights of its account, the source of a gateway follows its own backend with the
// Secrets that it names, and is refused whatever else it asks for.
func TestGatewayMayReadOnlyItsOwnObjects(t *testing.T) {
	t.Parallel()
	must(t, deploying())
	s := newStage(t)
	s.secret("client-keys", "open")
	s.operator(withImage)
	b := s.apply(s.backend(byGateway))
	s.becomes(b, "the gateway to serve", all(active(v1alpha1.EngineVLLM), says(v1alpha1.ConditionRouted, v1alpha1.ReasonRoutesReady)))

	config := rest.CopyConfig(shared.Config)
	config.Impersonate = rest.ImpersonationConfig{UserName: "system:serviceaccount:" + s.namespace + ":" + gatewayName}
	follower, err := source.NewCluster(config, key(b), source.Access{}, slog.New(slog.DiscardHandler))
	must(t, err)
	s.running(func(ctx context.Context) error { return follower.Run(ctx) })
	s.until("the source to know the key", func() (bool, string) {
		now := follower.Table()
		return now != nil && now.Active == table.VLLM && now.Legacy.Value == apiKey && follower.Policy().Keys.Len() == 1, "nothing"
	})
	s.vllm.Kill()
	s.until("the source to see the flip", func() (bool, string) { return follower.Table().Active == table.Legacy, "vllm" })
	for _, question := range []string{"list secrets", "get secret/other", "watch secrets", "list codegenbackends", "patch codegenbackends/hapa", "get pods"} {
		args := append([]string{"auth", "can-i", "--as=" + config.Impersonate.UserName, "-n", s.namespace}, strings.Fields(question)...)
		if out, _ := shared.Kubectl(t.Context(), args...); strings.TrimSpace(out) != "no" {
			t.Errorf("may it %s? %s", question, out)
		}
	}
}

// noPods has the stage's namespace take no Pods.
func (s *stage) noPods() *corev1.ResourceQuota {
	s.Helper()
	quota := &corev1.ResourceQuota{ObjectMeta: metav1.ObjectMeta{Namespace: s.namespace, Name: "none"},
		Spec: corev1.ResourceQuotaSpec{Hard: corev1.ResourceList{corev1.ResourcePods: resource.MustParse("0")}}}
	must(s.T, s.client.Create(s.Context(), quota))
	return quota
}

// TestGatewayThatDoesNotStart: while no replica serves, nobody is told that the route carries anything.
func TestGatewayThatDoesNotStart(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.operator(withImage)
	must(t, deploying())
	s.noPods()
	b := s.apply(s.backend(byGateway))
	now := s.becomes(
		b,
		"the gateway to be missed",
		all(active(v1alpha1.EngineVLLM), says(v1alpha1.ConditionRouted, v1alpha1.ReasonGatewayNotReady)),
	)
	if isReady(now) || now.Status.Routes[0].Engine != "" || *gatewayOf(now).ReadyReplicas != 0 {
		t.Errorf("it is told to serve: %s", statusText(now))
	}
}
