// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"fmt"
	"strings"

	appsv1 "k8s.io/api/apps/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/route/state"
)

// state returns the state of the route. One ready replica is enough, because it follows the active engine by itself, at once.
func (w *workload) state(d *appsv1.Deployment, to Desired) state.Route {
	ready, wanted := d.Status.ReadyReplicas, w.replicas()
	s := state.Route{Gateway: &v1alpha1.GatewayStatus{
		ReadyReplicas: &ready, Version: w.version(d), Authentication: w.spec.AuthenticationOrDefault()}}
	counted := fmt.Sprintf("gateway %s has %d of %d replicas ready", w.name, ready, wanted)
	switch {
	case ready > 0:
		s.Ready, s.Reason, s.VLLMPercent = true, v1alpha1.ReasonRoutesReady, &to.VLLMPercent
		s.Message = counted + " and follows the active engine" + w.warning()
	case why(d) == timedOut:
		s.Reason, s.Lost = v1alpha1.ReasonRollOutFailed, true
		s.Message = counted + ", and they do not become ready: look at the Pods of Deployment " + w.name
	default:
		s.Moving, s.Lost, s.Reason, s.Message = true, true, v1alpha1.ReasonGatewayNotReady, counted
	}
	return s
}

// warning points out that no key is required.
func (w *workload) warning() string {
	if w.spec.AuthenticationOrDefault() == v1alpha1.AuthenticationNone {
		return "; authentication is None: it admits every client that reaches it"
	}
	return ""
}

// version returns the image that all replicas run, without the registry; empty: they do not all run the same one yet.
func (w *workload) version(d *appsv1.Deployment) string {
	containers := d.Spec.Template.Spec.Containers
	if len(containers) == 0 || rollout(d).phase != rolledOut {
		return ""
	}
	image := containers[0].Image
	return image[strings.LastIndex(image, "/")+1:]
}
