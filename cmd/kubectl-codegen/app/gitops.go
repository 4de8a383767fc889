// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// gitOpsTool is a GitOps tool that manages an object.
type gitOpsTool struct {
	tool     string // Argo CD or Flux
	evidence string // the label, annotation or field manager that shows it
	suspend  string // the command that suspends its syncs
}

// managingTool returns the tool that manages an object, or nil.
func managingTool(b *v1alpha1.CodeGenBackend) *gitOpsTool {
	for _, find := range []func(*v1alpha1.CodeGenBackend) *gitOpsTool{fluxKustomization, fluxHelmRelease, argoByTracking, argoByLabel, byManager} {
		if s := find(b); s != nil {
			return s
		}
	}
	return nil
}

func fluxKustomization(b *v1alpha1.CodeGenBackend) *gitOpsTool {
	return flux(b, "kustomize.toolkit.fluxcd.io", "kustomization")
}

func fluxHelmRelease(b *v1alpha1.CodeGenBackend) *gitOpsTool {
	return flux(b, "helm.toolkit.fluxcd.io", "helmrelease")
}

// flux reads the labels that Flux sets on what it applies.
func flux(b *v1alpha1.CodeGenBackend, group, kind string) *gitOpsTool {
	name := b.Labels[group+"/name"]
	if name == "" {
		return nil
	}
	namespace := cmp.Or(b.Labels[group+"/namespace"], b.Namespace)
	return &gitOpsTool{
		tool: "Flux", evidence: fmt.Sprintf("label %s/name: %s", group, name),
		suspend: fmt.Sprintf("flux suspend %s %s -n %s", kind, name, namespace),
	}
}

const argoTracking = "argocd.argoproj.io/tracking-id"

// argoByTracking reads the annotation of Argo CD, which starts with the name of the Application.
func argoByTracking(b *v1alpha1.CodeGenBackend) *gitOpsTool {
	id := b.Annotations[argoTracking]
	if id == "" {
		return nil
	}
	application, _, _ := strings.Cut(id, ":")
	return argo(fmt.Sprintf("annotation %s: %s", argoTracking, id), application)
}

// argoByLabel reads the label that Argo CD can be configured to track by. Other tools set app.kubernetes.io/instance as well,
// so that one counts only with a field manager of Argo CD.
func argoByLabel(b *v1alpha1.CodeGenBackend) *gitOpsTool {
	for _, label := range []string{"argocd.argoproj.io/instance", "app.kubernetes.io/instance"} {
		name := b.Labels[label]
		if name != "" && (strings.HasPrefix(label, "argocd") || managedBy(b, "argocd") != "") {
			return argo(fmt.Sprintf("label %s: %s", label, name), name)
		}
	}
	return nil
}

func argo(evidence, application string) *gitOpsTool {
	return &gitOpsTool{tool: "Argo CD", evidence: evidence, suspend: fmt.Sprintf("argocd app set %s --sync-policy none", application)}
}

// byManager reads the field managers of the spec.
func byManager(b *v1alpha1.CodeGenBackend) *gitOpsTool {
	if m := managedBy(b, "argocd"); m != "" {
		return argo("field manager "+m, "APPLICATION")
	}
	if m := managedBy(b, "kustomize-controller"); m != "" {
		return &gitOpsTool{tool: "Flux", evidence: "field manager " + m, suspend: "flux suspend kustomization NAME"}
	}
	if m := managedBy(b, "helm-controller"); m != "" {
		return &gitOpsTool{tool: "Flux", evidence: "field manager " + m, suspend: "flux suspend helmrelease NAME"}
	}
	return nil
}

// managedBy returns the field manager with a prefix that wrote anything but the status, or an empty string.
func managedBy(b *v1alpha1.CodeGenBackend, prefix string) string {
	for _, f := range b.ManagedFields {
		if f.Subresource == "" && strings.HasPrefix(f.Manager, prefix) {
			return f.Manager
		}
	}
	return ""
}

// warnGitOps warns that a sync will revert the change, and says how to keep it.
func (a *app) warnGitOps(b *v1alpha1.CodeGenBackend, inGit string) {
	s := managingTool(b)
	if s == nil {
		return
	}
	a.warnf("Warning: %s is managed by %s (%s), and its next sync reverts this change.\n", named(b), s.tool, s.evidence)
	a.warnf("To keep the change, %s. To suspend the sync for now: %s\n", inGit, s.suspend)
}
