// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// deploying has Deployments roll out beside the shared control plane, once.
var deploying = sync.OnceValue(func() error { return shared.RunDeployments(context.Background()) })

// What a roll writes into the Pods, and what holds them.
const (
	hashKey     = "configmap.serving.codegen.dev/hapa-backend"
	restartedAt = "kubectl.kubernetes.io/restartedAt"
	gate        = "serving.codegen.dev/let-go"
)

// rollingWeb is a stage's spec whose one route is a ConfigMap that the Deployment web is rolled for.
func rollingWeb(spec *v1alpha1.CodeGenBackendSpec) {
	byConfigMap(spec)
	spec.Route.ConfigMap.Restart = &v1alpha1.RestartSpec{Deployment: "web"}
}

// deployment makes the Deployment web. While it is gated, its Pods get ready when they are let go.
func (s *stage) deployment(change ...func(*appsv1.DeploymentSpec)) {
	s.Helper()
	labels := map[string]string{"app": "web"}
	d := &appsv1.Deployment{ObjectMeta: metav1.ObjectMeta{Namespace: s.namespace, Name: "web"}, Spec: appsv1.DeploymentSpec{
		Replicas: new(int32(2)),
		Selector: &metav1.LabelSelector{MatchLabels: labels},
		Template: corev1.PodTemplateSpec{ObjectMeta: metav1.ObjectMeta{Labels: labels}, Spec: corev1.PodSpec{
			Containers: []corev1.Container{{Name: "web", Image: "nobody/pulls-this"}},
		}},
	}}
	for _, c := range change {
		c(&d.Spec)
	}
	must(s.T, s.client.Create(s.Context(), d))
}

func gated(spec *appsv1.DeploymentSpec) {
	spec.Template.Spec.ReadinessGates = []corev1.PodReadinessGate{{ConditionType: gate}}
}

func (s *stage) web() *appsv1.Deployment {
	s.Helper()
	var d appsv1.Deployment
	must(s.T, s.client.Get(s.Context(), client.ObjectKey{Namespace: s.namespace, Name: "web"}, &d))
	return &d
}

// letGo opens the gates of all Pods that are there.
func (s *stage) letGo() {
	s.Helper()
	var pods corev1.PodList
	must(s.T, s.client.List(s.Context(), &pods, client.InNamespace(s.namespace)))
	for i := range pods.Items {
		pod, before := &pods.Items[i], pods.Items[i].DeepCopy()
		pod.Status.Conditions = append(pod.Status.Conditions, corev1.PodCondition{Type: gate, Status: corev1.ConditionTrue})
		must(s.T, client.IgnoreNotFound(s.client.Status().Patch(s.Context(), pod, client.StrategicMergeFrom(before))))
	}
}

// rolled waits until a flip, or whatever changes the ConfigMap, has rolled the Deployment, and every Pod has its hash.
func (s *stage) rolled(b *v1alpha1.CodeGenBackend, e v1alpha1.EngineName) (hash string) {
	s.Helper()
	s.becomes(b, "the roll-out to be over", all(active(e), says(v1alpha1.ConditionRouted, v1alpha1.ReasonRoutesReady)))
	hash = s.web().Spec.Template.Annotations[hashKey]
	var pods corev1.PodList
	must(s.T, s.client.List(s.Context(), &pods, client.InNamespace(s.namespace)))
	for _, pod := range pods.Items {
		if pod.DeletionTimestamp.IsZero() && pod.Annotations[hashKey] != hash {
			s.Errorf("Pod %s was not restarted: %v", pod.Name, pod.Annotations)
		}
	}
	return hash
}

// TestRollOut: the Deployment is rolled at first, and for each flip, and nothing but two annotations of its Pods is written.
func TestRollOut(t *testing.T) {
	t.Parallel()
	must(t, deploying())
	s := newStage(t)
	s.deployment()
	before := s.web()
	s.operator()
	b := s.apply(s.backend(rollingWeb))
	first := s.rolled(b, v1alpha1.EngineVLLM)
	s.vllm.Kill()
	second := s.rolled(b, v1alpha1.EngineLegacy)
	must(t, s.vllm.Revive())
	third := s.rolled(b, v1alpha1.EngineVLLM)
	if first == "" || first == second || first != third {
		t.Errorf("the hashes are %s, %s and %s", first, second, third)
	}
	after := s.web()
	if after.Generation != before.Generation+3 {
		t.Errorf("it was changed %d times and not three times", after.Generation-before.Generation)
	}
	if at := after.Spec.Template.Annotations; len(at) != 2 || at[restartedAt] == "" {
		t.Errorf("its Pods have the annotations %v", at)
	}
	after.Spec.Template.Annotations = before.Spec.Template.Annotations
	if !equality.Semantic.DeepEqual(after.Spec, before.Spec) || len(after.OwnerReferences) > 0 || len(after.Labels) > 0 {
		t.Errorf("more was changed:\n%v\n%v", before.Spec, after.Spec)
	}
}

// TestRollOutAcrossARestart: while Pods are held, the status says how far it is; the next operator goes on where the
// first left off, and rolls nothing twice.
func TestRollOutAcrossARestart(t *testing.T) {
	t.Parallel()
	must(t, deploying())
	s := newStage(t)
	s.deployment(gated)
	stop := s.operator()
	b := s.apply(s.backend(rollingWeb))
	now := s.becomes(b, "the roll-out to begin", all(active(v1alpha1.EngineVLLM), says(v1alpha1.ConditionRouted, v1alpha1.ReasonRollingOut)))
	if r := now.Status.Routes; len(r) != 1 || r[0].State != v1alpha1.RouteMoving || !strings.Contains(r[0].Message, "of 2 pods updated") {
		t.Errorf("status.routes does not report it: %+v", r)
	}
	stop()
	generation := s.web().Generation
	s.operator()
	s.until("the roll-out to be over", func() (bool, string) {
		s.letGo() // Pods come one after the other
		now := s.get(b)
		return says(v1alpha1.ConditionRouted, v1alpha1.ReasonRoutesReady)(&now.Status), statusText(now)
	})
	if again := s.web().Generation; again != generation {
		t.Errorf("the restart changed the Deployment, from generation %d to %d", generation, again)
	}
}

// TestRollOutFails where there is nothing to roll, or it does not come to its end; it continues by itself once that is fixed.
func TestRollOutFails(t *testing.T) {
	t.Parallel()
	must(t, deploying())
	s := newStage(t)
	s.operator()
	b := s.apply(s.backend(rollingWeb))
	now := s.becomes(b, "the Deployment to be missed", says(v1alpha1.ConditionRouted, v1alpha1.ReasonRollOutFailed))
	if !strings.Contains(statusText(now), "Deployment web does not exist: create it") || now.Status.Active != "" {
		t.Errorf("it does not say so: %s", statusText(now))
	}
	s.deployment(gated, func(spec *appsv1.DeploymentSpec) { spec.ProgressDeadlineSeconds = new(int32(1)) })
	s.change(b, func(spec *v1alpha1.CodeGenBackendSpec) { spec.Probe.PeriodSeconds = 1 }) // sooner than it would look again
	now = s.becomes(b, "the deadline", func(st *v1alpha1.CodeGenBackendStatus) bool {
		return active(v1alpha1.EngineVLLM)(st) && says(v1alpha1.ConditionRouted, v1alpha1.ReasonRollOutFailed)(st)
	})
	if !strings.Contains(statusText(now), "progressDeadlineSeconds") {
		t.Errorf("it does not say so: %s", statusText(now))
	}
	s.until("the roll-out to be over", func() (bool, string) {
		s.letGo()
		now := s.get(b)
		return says(v1alpha1.ConditionRouted, v1alpha1.ReasonRoutesReady)(&now.Status), statusText(now)
	})
}

// TestFlipInTheMiddle of a roll-out: the Deployment is rolled on to the engine that is active now.
func TestFlipInTheMiddle(t *testing.T) {
	t.Parallel()
	must(t, deploying())
	s := newStage(t)
	s.deployment(gated)
	s.operator()
	b := s.apply(s.backend(rollingWeb))
	s.becomes(
		b,
		"the roll-out to begin",
		all(active(v1alpha1.EngineVLLM), says(v1alpha1.ConditionRouted, v1alpha1.ReasonRollingOut), bothHealthy),
	)
	first := s.web().Spec.Template.Annotations[hashKey]
	s.vllm.Kill()
	s.becomes(b, "the flip", all(active(v1alpha1.EngineLegacy), says(v1alpha1.ConditionRouted, v1alpha1.ReasonRollingOut)))
	s.until("the roll-out to be over", func() (bool, string) {
		s.letGo()
		now := s.get(b)
		return says(v1alpha1.ConditionRouted, v1alpha1.ReasonRoutesReady)(&now.Status), statusText(now)
	})
	if second := s.rolled(b, v1alpha1.EngineLegacy); second == "" || second == first {
		t.Errorf("the hashes are %s and %s", first, second)
	}
}

// TestTwoBackendsRestartOneDeployment: each backend's ConfigMap rolls it once, and neither undoes what the other did.
func TestTwoBackendsRestartOneDeployment(t *testing.T) {
	t.Parallel()
	must(t, deploying())
	s := newStage(t)
	s.deployment()
	before := s.web().Generation
	s.operator()
	one := s.apply(s.backend(rollingWeb))
	two := s.backend(rollingWeb)
	two.Name, two.Spec.Route.ConfigMap.Name = "two", "two"
	s.apply(two)
	for _, b := range []*v1alpha1.CodeGenBackend{one, two} {
		s.becomes(b, "the roll-out to be over", all(active(v1alpha1.EngineVLLM), says(v1alpha1.ConditionRouted, v1alpha1.ReasonRoutesReady)))
	}
	for range 3 { // looks that find nothing to do
		s.change(one, func(spec *v1alpha1.CodeGenBackendSpec) { spec.Probe.PeriodSeconds++ })
		now := s.get(one)
		s.becomes(one, "another look", func(st *v1alpha1.CodeGenBackendStatus) bool { return st.ObservedGeneration == now.Generation })
	}
	if after := s.web(); after.Generation != before+2 {
		t.Errorf("it was rolled %d times: %v", after.Generation-before, after.Spec.Template.Annotations)
	}
}

// TestUndone: kubectl rollout undo takes the hash back as well, so that the next look rolls the Deployment forward.
func TestUndone(t *testing.T) {
	t.Parallel()
	must(t, deploying())
	s := newStage(t)
	s.deployment()
	s.operator()
	b := s.apply(s.backend(rollingWeb))
	hash := s.rolled(b, v1alpha1.EngineVLLM)
	s.kubectl("rollout", "undo", "deployment/web")
	if s.web().Spec.Template.Annotations[hashKey] != "" {
		t.Error("undo left the annotation")
	}
	s.change(b, func(spec *v1alpha1.CodeGenBackendSpec) { spec.Probe.PeriodSeconds = 1 }) // sooner than it would look again
	s.until("the Deployment to be rolled forward", func() (bool, string) {
		again := s.web().Spec.Template.Annotations[hashKey]
		return again == hash, again
	})
}
