// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"slices"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/cmd/kubectl-codegen/app"
)

func unpinned(b *v1alpha1.CodeGenBackend) { b.Spec.Failover.Pin = nil }

// A pin is written with its own field manager, and removed again; unpinning an unpinned backend writes nothing.
func TestPin(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	b := s.applied(everything, unpinned)
	out, errs := s.mustExit(app.ExitOK, "pin", "hapa", "vllm", "--for", "2h", "--reason", "OPS-417")
	s.contains(
		out,
		"codegenbackend "+s.namespace+"/hapa: wrote\n  spec:\n    failover:\n      pin:\n        engine: vllm\n        reason: OPS-417\n        until: \"",
		"kubectl codegen unpin hapa",
	)
	s.contains(errs, "Warning: vllm is Unhealthy (ModelsMissing), and the pin holds the traffic on it anyway.")
	now := s.now(b)
	pin := now.Spec.Failover.Pin
	if pin == nil || pin.Engine != v1alpha1.EngineVLLM || pin.Reason != "OPS-417" ||
		time.Until(pin.Until.Time).Round(time.Minute) != 2*time.Hour {
		t.Errorf("the pin is %+v", pin)
	}
	if now.Spec.Failover.CooldownSeconds == nil || *now.Spec.Failover.CooldownSeconds != 600 {
		t.Error("more was written than the pin")
	}
	if !slices.ContainsFunc(now.ManagedFields, func(f metav1.ManagedFieldsEntry) bool { return f.Manager == "kubectl-codegen" }) {
		t.Error("no field manager kubectl-codegen")
	}
	out, _ = s.mustExit(app.ExitOK, "unpin", "hapa")
	s.contains(out, "removed spec.failover.pin, which was vllm until", "OPS-417")
	if pin := s.now(b).Spec.Failover.Pin; pin != nil {
		t.Errorf("there is still %+v", pin)
	}
	out, _ = s.mustExit(app.ExitOK, "unpin", "hapa")
	s.contains(out, "is not pinned; nothing was written")
}

// Pausing and resuming write the mode, and print the command that reverts it.
func TestPause(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	b := s.applied(everything, func(b *v1alpha1.CodeGenBackend) { b.Spec.Mode = v1alpha1.ModeObserve })
	out, _ := s.mustExit(app.ExitOK, "resume", "hapa")
	s.contains(out, "is not paused (mode Observe); nothing was written")
	out, _ = s.mustExit(app.ExitOK, "pause", "hapa")
	s.contains(out, "wrote\n  spec:\n    mode: Paused\nIt was Observe.", "kubectl codegen resume hapa -n "+s.namespace+" --mode Observe")
	out, _ = s.mustExit(app.ExitOK, "pause", "hapa")
	s.contains(out, "is already paused; nothing was written")
	_, errs := s.mustExit(app.ExitOK, "pin", "hapa", "legacy", "--for", "5m", "--reason", "x")
	s.contains(errs, "Warning: the mode is Paused, so no traffic is moved")
	s.mustExit(app.ExitOK, "resume", "hapa", "--mode", "Observe")
	if mode := s.now(b).Spec.Mode; mode != v1alpha1.ModeObserve {
		t.Errorf("the mode is %s", mode)
	}
}

// A change of an object that a GitOps tool manages comes with a warning that says how to keep it.
func TestGitOpsWarnings(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		labels, annotations map[string]string
		manager             string
		want                []string
	}{
		"nobody":                  {},
		"a label that others use": {labels: map[string]string{"app.kubernetes.io/instance": "web"}},
		"Flux": {
			labels: map[string]string{"kustomize.toolkit.fluxcd.io/name": "web", "kustomize.toolkit.fluxcd.io/namespace": "flux-system"},
			want:   []string{"is managed by Flux (label kustomize.toolkit.fluxcd.io/name: web)", "flux suspend kustomization web -n flux-system"},
		},
		"Flux's Helm": {
			labels: map[string]string{"helm.toolkit.fluxcd.io/name": "web", "helm.toolkit.fluxcd.io/namespace": "apps"},
			want:   []string{"flux suspend helmrelease web -n apps"},
		},
		"Argo CD by annotation": {
			annotations: map[string]string{"argocd.argoproj.io/tracking-id": "web:serving.codegen.dev/CodeGenBackend:x/hapa"},
			want:        []string{"is managed by Argo CD (annotation argocd.argoproj.io/tracking-id: web:", "argocd app set web --sync-policy none"},
		},
		"Argo CD by label": {
			labels: map[string]string{"app.kubernetes.io/instance": "web"}, manager: "argocd-controller",
			want: []string{"(label app.kubernetes.io/instance: web)", "argocd app set web --sync-policy none"},
		},
		"a manager": {manager: "kustomize-controller", want: []string{"(field manager kustomize-controller)"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			b := s.applied(everything, unpinned, func(b *v1alpha1.CodeGenBackend) { b.Labels, b.Annotations = test.labels, test.annotations })
			if test.manager != "" {
				must(
					t,
					s.client.Patch(
						t.Context(),
						b,
						client.RawPatch("application/merge-patch+json", []byte(`{"spec":{"mode":"Auto","failover":{"maxCooldownSeconds":1200}}}`)),
						client.FieldOwner(test.manager),
					),
				)
			}
			for _, command := range [][]string{
				{"pin", "hapa", "legacy", "--for", "5m", "--reason", "x"}, {"unpin", "hapa"}, {"pause", "hapa"}, {"resume", "hapa"},
			} {
				_, errs := s.mustExit(app.ExitOK, command...)
				s.contains(errs, test.want...)
				if len(test.want) == 0 && errs != "" {
					t.Errorf("%v: warned of %s", command, errs)
				}
			}
		})
	}
}
