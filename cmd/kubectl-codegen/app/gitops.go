// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// steward is a GitOps tool that looks after an object.
type steward struct {
	tool     string // Argo CD or Flux
	evidence string // how it is known
	suspend  string // the command that keeps its hands off
}

// stewardOf finds the tool that an object is managed by; nil: none is.
func stewardOf(b *v1alpha1.CodeGenBackend) *steward {
	for _, find := range []func(*v1alpha1.CodeGenBackend) *steward{fluxKustomization, fluxHelmRelease, argoByTracking, argoByLabel, byManager} {
		if s := find(b); s != nil {
			return s
		}
	}
	return nil
}

func fluxKustomization(b *v1alpha1.CodeGenBackend) *steward {
	return flux(b, "kustomize.toolkit.fluxcd.io", "kustomization")
}

func fluxHelmRelease(b *v1alpha1.CodeGenBackend) *steward {
	return flux(b, "helm.toolkit.fluxcd.io", "helmrelease")
}

// flux reads the labels that Flux puts on what it applies.
func flux(b *v1alpha1.CodeGenBackend, group, kind string) *steward {
	name := b.Labels[group+"/name"]
	if name == "" {
		return nil
	}
	namespace := cmp.Or(b.Labels[group+"/namespace"], b.Namespace)
	return &steward{
		tool: "Flux", evidence: fmt.Sprintf("label %s/name: %s", group, name),
		suspend: fmt.Sprintf("flux suspend %s %s -n %s", kind, name, namespace),
	}
}

const argoTracking = "argocd.argoproj.io/tracking-id"

// argoByTracking reads the annotation of Argo CD, which begins with the name of the Application.
func argoByTracking(b *v1alpha1.CodeGenBackend) *steward {
	id := b.Annotations[argoTracking]
	if id == "" {
		return nil
	}
	application, _, _ := strings.Cut(id, ":")
	return argo(fmt.Sprintf("annotation %s: %s", argoTracking, id), application)
}

// argoByLabel reads the label that Argo CD tracks by where it is told to. Others use that label as well, so that a manager has to speak for it.
func argoByLabel(b *v1alpha1.CodeGenBackend) *steward {
	for _, label := range []string{"argocd.argoproj.io/instance", "app.kubernetes.io/instance"} {
		name := b.Labels[label]
		if name != "" && (strings.HasPrefix(label, "argocd") || managedBy(b, "argocd") != "") {
			return argo(fmt.Sprintf("label %s: %s", label, name), name)
		}
	}
	return nil
}

func argo(evidence, application string) *steward {
	return &steward{tool: "Argo CD", evidence: evidence, suspend: fmt.Sprintf("argocd app set %s --sync-policy none", application)}
}

// byManager reads who wrote the fields of the spec.
func byManager(b *v1alpha1.CodeGenBackend) *steward {
	if m := managedBy(b, "argocd"); m != "" {
		return argo("field manager "+m, "APPLICATION")
	}
	if m := managedBy(b, "kustomize-controller"); m != "" {
		return &steward{tool: "Flux", evidence: "field manager " + m, suspend: "flux suspend kustomization NAME"}
	}
	if m := managedBy(b, "helm-controller"); m != "" {
		return &steward{tool: "Flux", evidence: "field manager " + m, suspend: "flux suspend helmrelease NAME"}
	}
	return nil
}

// managedBy is the field manager with a prefix that has written anything but the status; empty: none has.
func managedBy(b *v1alpha1.CodeGenBackend, prefix string) string {
	for _, f := range b.ManagedFields {
		if f.Subresource == "" && strings.HasPrefix(f.Manager, prefix) {
			return f.Manager
		}
	}
	return ""
}

// warnOfSteward says that what was written may not last, and how to make it last.
func (a *app) warnOfSteward(b *v1alpha1.CodeGenBackend, inGit string) {
	s := stewardOf(b)
	if s == nil {
		return
	}
	a.warn("Warning: %s is managed by %s (%s): expect its next sync to revert this.\n", named(b), s.tool, s.evidence)
	a.warn("To make it last, %s. To keep the sync away for the moment: %s\n", inGit, s.suspend)
}
