// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"fmt"

	corev1 "k8s.io/api/core/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/decide"
)

// keys tell of engines that let a wrong key in, and of those that no longer do.
func keys(before, after *v1alpha1.CodeGenBackendStatus) []news {
	var all []news
	for _, e := range after.Engines {
		was := v1alpha1.KeyUnknown
		if old := engineStatus(before, decide.Engine(e.Name)); old != nil {
			was = old.KeyCheck
		}
		switch {
		case e.KeyCheck == v1alpha1.KeyNotEnforced && was != v1alpha1.KeyNotEnforced:
			all = append(all, news{corev1.EventTypeWarning, v1alpha1.ReasonKeyNotEnforced, "Sense", fmt.Sprintf(
				"engine %s lets a wrong key in: whoever reaches it can use it; have it ask for the key", e.Name)})
		case e.KeyCheck == v1alpha1.KeyEnforced && was == v1alpha1.KeyNotEnforced:
			all = append(all, news{corev1.EventTypeNormal, v1alpha1.ReasonKeyEnforced, "Sense", fmt.Sprintf("engine %s refuses a wrong key", e.Name)})
		}
	}
	return all
}
