// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"
	gatewayv1 "sigs.k8s.io/gateway-api/apis/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/cmd/codegen-operator/app"
)

// argo is the name under which Argo CD applies.
const argo = "argocd-controller"

// TestExistingHTTPRouteWithArgoCD: another field manager owns the same HTTPRoute, by server-side apply, and applies it
// again between 100 flips, with the live weights, as Argo CD does with RespectIgnoreDifferences. Nothing but the two
// weights ever changes, nobody forces a conflict, and nobody runs into one.
func TestExistingHTTPRouteWithArgoCD(t *testing.T) {
	t.Parallel()
	s, _ := newGatewayStage(t)
	shop, writes := s.shop(), &writeLog{}
	applier := s.applier(writes)
	must(t, applier(shop))
	s.running(func(ctx context.Context) error { return s.operate(ctx, writes.recording(shared.Config)) })
	b := s.apply(s.backend(s.byExistingRule))
	s.becomes(b, "vllm to serve", all(active(v1alpha1.EngineVLLM), bothHealthy))
	wrote := s.httpRoute("shop")
	s.splits(100, 0)

	for flip := 1; flip <= 100; flip++ {
		to, vllm, legacy := v1alpha1.EngineLegacy, int32(0), int32(100)
		if flip%2 == 0 {
			to, vllm, legacy = v1alpha1.EngineVLLM, 100, 0
		}
		s.change(b, func(spec *v1alpha1.CodeGenBackendSpec) {
			spec.Failover.Pin = &v1alpha1.Pin{Engine: to, Until: metav1.NewTime(time.Now().Add(time.Hour)), Reason: "flip"}
		})
		s.splits(vllm, legacy)
		s.becomes(b, "the flip to be routed", all(active(to), routeIs(v1alpha1.RouteReady, to)))
		if got := managing(s.httpRoute("shop"), "f:rules"); !slices.Equal(got, []string{"codegen-operator Update"}) {
			t.Fatalf("after flip %d the rules belong to %v", flip, got)
		}
		must(t, applier(withLiveWeights(shop, s.httpRoute("shop"))))
		s.unchangedButWeights(wrote)
	}
	if got := managing(s.httpRoute("shop"), "f:rules"); !slices.Equal(got, []string{argo + " Apply", "codegen-operator Update"}) {
		t.Errorf("the rules belong to %v", got)
	}
	if got := s.fieldsOf("shop", "codegen-operator"); got != `{"f:spec":{"f:rules":{}}}` {
		t.Errorf("the operator owns %s", got)
	}
	writes.audit(s)
}

// TestWeightsCannotBeAppliedAlone is why the weights are patched: the rules are one atomic list, so that to apply a
// weight is to apply them all, and that is a conflict with their previous applier.
func TestWeightsCannotBeAppliedAlone(t *testing.T) {
	t.Parallel()
	must(t, gatewayAPI())
	s := newStage(t)
	shop := s.shop()
	must(t, s.applier(&writeLog{})(shop))
	shop.Spec.Rules[1].BackendRefs[0].Weight = new(int32(100))
	err := s.client.Apply(t.Context(), applyOf(t, shop), client.FieldOwner("codegen-operator"))
	if !apierrors.IsConflict(err) || !strings.Contains(err.Error(), ".spec.rules") {
		t.Errorf("applying a weight comes to %v", err)
	}
}

// applier applies HTTPRoutes as Argo CD does, and never forces.
func (s *stage) applier(l *writeLog) func(*gatewayv1.HTTPRoute) error {
	s.Helper()
	c, err := client.New(l.recording(shared.Config), client.Options{Scheme: app.Scheme()})
	must(s.T, err)
	return func(route *gatewayv1.HTTPRoute) error {
		return c.Apply(s.Context(), applyOf(s.T, route), client.FieldOwner(argo))
	}
}

func applyOf(t *testing.T, route *gatewayv1.HTTPRoute) runtime.ApplyConfiguration {
	t.Helper()
	object, err := runtime.DefaultUnstructuredConverter.ToUnstructured(route)
	must(t, err)
	delete(object, "status")
	return client.ApplyConfigurationFromUnstructured(&unstructured.Unstructured{Object: object})
}

func withLiveWeights(manifest, live *gatewayv1.HTTPRoute) *gatewayv1.HTTPRoute {
	with := manifest.DeepCopy()
	for i, ref := range live.Spec.Rules[1].BackendRefs {
		with.Spec.Rules[1].BackendRefs[i].Weight = ref.Weight
	}
	return with
}

// managing are the managers of a field of the spec, with how they came to it.
func managing(route *gatewayv1.HTTPRoute, field string) []string {
	var managers []string
	for _, m := range route.ManagedFields {
		var fields struct {
			Spec map[string]any `json:"f:spec"`
		}
		if json.Unmarshal(m.FieldsV1.GetRawBytes(), &fields) == nil && fields.Spec[field] != nil {
			managers = append(managers, m.Manager+" "+string(m.Operation))
		}
	}
	slices.Sort(managers)
	return managers
}

// fieldsOf are the fields of an HTTPRoute that a manager owns.
func (s *stage) fieldsOf(name, manager string) string {
	s.Helper()
	var fields []string
	for _, m := range s.httpRoute(name).ManagedFields {
		if m.Manager == manager {
			fields = append(fields, m.FieldsV1.GetRawString())
		}
	}
	return strings.Join(fields, " ")
}

// writeLog records the writes to HTTPRoutes that go through it, but for those to their status.
type writeLog struct {
	mu     sync.Mutex
	writes []write // guarded by mu
}

type write struct {
	method, query, contentType, body string
	status                           int
}

// recording returns a config whose writes are recorded.
func (l *writeLog) recording(config *rest.Config) *rest.Config {
	config = rest.CopyConfig(config)
	config.Wrap(func(next http.RoundTripper) http.RoundTripper {
		return roundTripper(func(request *http.Request) (*http.Response, error) { return l.note(next, request) })
	})
	return config
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(request *http.Request) (*http.Response, error) { return f(request) }

func (l *writeLog) note(next http.RoundTripper, request *http.Request) (*http.Response, error) {
	if request.Method == http.MethodGet || !strings.Contains(request.URL.Path, "/httproutes/") {
		return next.RoundTrip(request)
	}
	body, err := io.ReadAll(request.Body)
	if err != nil {
		return nil, err
	}
	request.Body = io.NopCloser(strings.NewReader(string(body)))
	response, err := next.RoundTrip(request)
	if err == nil {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.writes = append(
			l.writes,
			write{request.Method, request.URL.RawQuery, request.Header.Get("Content-Type"), string(body), response.StatusCode},
		)
	}
	return response, err
}

// weighing is what the operator may patch: two weights, under the condition that nothing else has changed.
var weighing = regexp.MustCompile(
	`^\[{"op":"test","path":"/metadata/uid","value":"[^"]+"},{"op":"replace","path":"/metadata/resourceVersion","value":"\d+"}` +
		`(,{"op":"test","path":"/spec/rules/1/name","value":"generate"},{"op":"test","path":"/spec/rules/1/backendRefs/[01]/name","value":"(vllm|legacy)-app"},` +
		`{"op":"add","path":"/spec/rules/1/backendRefs/[01]/weight","value":\d+}){2}\]$`,
)

// audit looks at all writes: what was patched, that nobody forced, and that of those who apply nobody met a conflict.
func (l *writeLog) audit(s *stage) {
	s.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	patches, applies := 0, 0
	for _, w := range l.writes {
		switch {
		case strings.Contains(w.query, "force"):
			s.Errorf("a conflict was forced: %+v", w)
		case w.contentType == "application/json-patch+json" && strings.Contains(w.query, "fieldManager=codegen-operator") && weighing.MatchString(w.body):
			patches++
		case strings.HasPrefix(w.contentType, "application/apply-patch") && strings.Contains(w.query, "fieldManager="+argo) && w.status < 300:
			applies++
		default:
			s.Errorf("an unexpected write: %+v", w)
		}
	}
	s.Logf("%d patches of weights, %d times applied", patches, applies)
	if patches < 101 || applies != 101 {
		s.Errorf("%d patches of weights and %d times applied: want 101 of each", patches, applies)
	}
}
