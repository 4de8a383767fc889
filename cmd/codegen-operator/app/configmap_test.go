// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// What the ConfigMap of a stage says.
var (
	saysVLLM = map[string]string{
		"ACTIVE_BACKEND": "vllm", "ACTIVE_URL": vllmURL, "VLLM_SERVER_URL": vllmURL, "LEGACY_SERVER_URL": legacyURL,
		"ACTIVE_MODELS": "autocomplete,prompt,comment,error_fix",
	}
	saysLegacy = map[string]string{
		"ACTIVE_BACKEND": "legacy", "ACTIVE_URL": legacyURL, "VLLM_SERVER_URL": vllmURL, "LEGACY_SERVER_URL": legacyURL, "ACTIVE_MODELS": "",
	}
)

// byConfigMap is a stage's spec whose one route is the ConfigMap hapa-backend.
func byConfigMap(spec *v1alpha1.CodeGenBackendSpec) {
	spec.Route = v1alpha1.RouteSpec{ConfigMap: &v1alpha1.ConfigMapRoute{Name: "hapa-backend"}}
}

func (s *stage) configMap(name string) (*corev1.ConfigMap, error) {
	var configMap corev1.ConfigMap
	err := s.client.Get(s.Context(), client.ObjectKey{Namespace: s.namespace, Name: name}, &configMap)
	return &configMap, err
}

// names waits until a ConfigMap holds these, and nothing else.
func (s *stage) names(name string, data map[string]string) *corev1.ConfigMap {
	s.Helper()
	var now *corev1.ConfigMap
	s.until("ConfigMap "+name+" to say what it should", func() (bool, string) {
		var err error
		now, err = s.configMap(name)
		return err == nil && maps.Equal(now.Data, data), fmt.Sprint(now.Data, err)
	})
	return now
}

func (s *stage) gone(name string) {
	s.Helper()
	s.until("ConfigMap "+name+" to be gone", func() (bool, string) {
		_, err := s.configMap(name)
		return apierrors.IsNotFound(err), "it is there"
	})
}

// TestConfigMapFollows the active engine: at first, in a flip, across a restart of the operator, and back.
func TestConfigMapFollows(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	stop := s.operator()
	b := s.apply(s.backend(byConfigMap))
	s.becomes(b, "vllm to serve", all(active(v1alpha1.EngineVLLM), says(v1alpha1.ConditionRouted, v1alpha1.ReasonRoutesReady), bothHealthy))
	made := s.names("hapa-backend", saysVLLM)
	if !metav1.IsControlledBy(made, s.get(b)) || made.Labels["app.kubernetes.io/managed-by"] != "codegen-operator" {
		t.Errorf("it is not marked as ours: %v, %v", made.Labels, made.OwnerReferences)
	}
	s.vllm.Kill()
	now := s.becomes(b, "legacy to serve", all(active(v1alpha1.EngineLegacy), says(v1alpha1.ConditionRouted, v1alpha1.ReasonRoutesReady)))
	flipped := s.names("hapa-backend", saysLegacy)
	if r := now.Status.Routes; len(r) != 1 || r[0].Kind != v1alpha1.RouteConfigMap || r[0].Engine != v1alpha1.EngineLegacy ||
		r[0].State != v1alpha1.RouteReady {
		t.Errorf("status.routes does not say so: %+v", r)
	}
	stop()
	s.operator()
	s.becomes(b, "legacy to be seen again", says(v1alpha1.ConditionVLLMHealthy, v1alpha1.EngineConnectionRefused))
	if again := s.names("hapa-backend", saysLegacy); again.ResourceVersion != flipped.ResourceVersion {
		t.Error("the restart wrote the ConfigMap although nothing changed")
	}
	must(t, s.vllm.Revive())
	s.becomes(b, "vllm to serve again", active(v1alpha1.EngineVLLM))
	s.names("hapa-backend", saysVLLM)
}

// TestConfigMapDrift: what was changed, or deleted, by hand is put right; what others have put into it stays.
func TestConfigMapDrift(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.operator()
	b := s.apply(s.backend(byConfigMap))
	s.becomes(b, "vllm to serve", active(v1alpha1.EngineVLLM))
	s.names("hapa-backend", saysVLLM)
	s.kubectl(
		"patch",
		"configmap",
		"hapa-backend",
		"--type=merge",
		`-p={"data": {"ACTIVE_BACKEND": "legacy", "ACTIVE_URL": null, "THEIRS": "stays"}}`,
	)
	withTheirs := maps.Clone(saysVLLM)
	withTheirs["THEIRS"] = "stays"
	s.names("hapa-backend", withTheirs)

	s.kubectl("label", "configmap", "hapa-backend", "app.kubernetes.io/managed-by-")
	s.kubectl("patch", "configmap", "hapa-backend", "--type=merge", `-p={"data": {"ACTIVE_BACKEND": "legacy"}}`)
	if again := s.names("hapa-backend", withTheirs); again.Labels["app.kubernetes.io/managed-by"] == "" {
		t.Errorf("the label is not back: %v", again.Labels)
	}
	s.kubectl("delete", "configmap", "hapa-backend")
	s.names("hapa-backend", saysVLLM)
}

// TestConfigMapIsDeclaredAgain goes with its name, and when it is no longer declared.
func TestConfigMapIsDeclaredAgain(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.operator()
	b := s.apply(s.backend(byConfigMap))
	s.becomes(b, "vllm to serve", active(v1alpha1.EngineVLLM))
	s.names("hapa-backend", saysVLLM)
	s.change(b, func(spec *v1alpha1.CodeGenBackendSpec) { spec.Route.ConfigMap.Name = "hapa.two" })
	s.names("hapa.two", saysVLLM)
	s.gone("hapa-backend")
	s.change(b, func(spec *v1alpha1.CodeGenBackendSpec) {
		spec.Route = v1alpha1.RouteSpec{Service: &v1alpha1.ServiceRoute{Name: "hapa", Port: 80}}
	})
	s.hasEndpoints("hapa", vllmAddress)
	s.gone("hapa.two")
}

// TestForeignConfigMap is never taken over.
func TestForeignConfigMap(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	foreign := &corev1.ConfigMap{
		ObjectMeta: metav1.ObjectMeta{Namespace: s.namespace, Name: "hapa-backend"},
		Data:       map[string]string{"ACTIVE_BACKEND": "mine"},
	}
	must(t, s.client.Create(t.Context(), foreign))
	s.operator()
	b := s.apply(s.backend(byConfigMap))
	now := s.becomes(b, "NotOwned", says(v1alpha1.ConditionRouted, v1alpha1.ReasonNotOwned))
	if now.Status.Active != "" || !strings.Contains(statusText(now), "ConfigMap hapa-backend exists") {
		t.Errorf("it does not say so: %s", statusText(now))
	}
	after, err := s.configMap("hapa-backend")
	must(t, err)
	if after.ResourceVersion != foreign.ResourceVersion {
		t.Errorf("the foreign ConfigMap was touched: %v", after)
	}
}

// TestConfigMapIsDeletedWithItsOwner, by the garbage collector.
func TestConfigMapIsDeletedWithItsOwner(t *testing.T) {
	t.Parallel()
	must(t, collecting())
	s := newStage(t)
	s.operator()
	b := s.apply(s.backend(byConfigMap))
	s.becomes(b, "vllm to serve", active(v1alpha1.EngineVLLM))
	s.names("hapa-backend", saysVLLM)
	must(t, s.client.Delete(t.Context(), b))
	s.gone("hapa-backend")
}

// TestConfigMapIsAdopted where its annotation hands it over; what it held beside our keys stays.
func TestConfigMapIsAdopted(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	must(t, s.client.Create(t.Context(), &corev1.ConfigMap{
		ObjectMeta: metav1.ObjectMeta{Namespace: s.namespace, Name: "hapa-backend", Labels: map[string]string{"team": "theirs"}},
		Data:       map[string]string{"ACTIVE_BACKEND": "mine", "THEIRS": "stays"},
	}))
	s.operator()
	b := s.apply(s.backend(byConfigMap))
	s.becomes(b, "NotOwned", says(v1alpha1.ConditionRouted, v1alpha1.ReasonNotOwned))
	s.kubectl("annotate", "configmap", "hapa-backend", v1alpha1.AnnotationAdopt+"=hapa")
	s.change(b, func(spec *v1alpha1.CodeGenBackendSpec) { spec.Probe.PeriodSeconds = 1 }) // sooner than it would look again
	withTheirs := maps.Clone(saysVLLM)
	withTheirs["THEIRS"] = "stays"
	adopted := s.names("hapa-backend", withTheirs)
	if !metav1.IsControlledBy(adopted, s.get(b)) || adopted.Labels["team"] != "theirs" {
		t.Errorf("labels %v, owners %v", adopted.Labels, adopted.OwnerReferences)
	}
	s.becomes(b, "vllm to serve", all(active(v1alpha1.EngineVLLM), says(v1alpha1.ConditionRouted, v1alpha1.ReasonRoutesReady)))
}
