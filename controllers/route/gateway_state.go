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

// state is what a gateway's Deployment tells. One replica that serves is enough to carry the traffic: it follows the active engine by
// itself, at once.
func (h *workload) state(d *appsv1.Deployment, to Desired) state.Route {
	ready, wanted := d.Status.ReadyReplicas, h.replicas()
	s := state.Route{Gateway: &v1alpha1.GatewayStatus{
		ReadyReplicas: &ready, Version: h.version(d), Authentication: h.spec.AuthenticationOrDefault()}}
	counted := fmt.Sprintf("gateway %s has %d of %d replicas ready", h.name, ready, wanted)
	switch {
	case ready > 0:
		s.Ready, s.Reason, s.VLLMPercent = true, v1alpha1.ReasonRoutesReady, &to.VLLMPercent
		s.Message = counted + " and follows the active engine" + h.warning()
	case why(d) == timedOut:
		s.Reason, s.Lost = v1alpha1.ReasonRollOutFailed, true
		s.Message = counted + ", and they do not get ready: look at the Pods of Deployment " + h.name
	default:
		s.Moving, s.Lost, s.Reason, s.Message = true, true, v1alpha1.ReasonGatewayNotReady, counted
	}
	return s
}

// warning says aloud that nobody is asked for a key.
func (h *workload) warning() string {
	if h.spec.AuthenticationOrDefault() == v1alpha1.AuthenticationNone {
		return "; authentication is None: everybody who reaches it is let in"
	}
	return ""
}

// version is the image that all replicas run, less the registry; empty: they do not all run the same yet.
func (h *workload) version(d *appsv1.Deployment) string {
	containers := d.Spec.Template.Spec.Containers
	if len(containers) == 0 || rollout(d).phase != rolledOut {
		return ""
	}
	image := containers[0].Image
	return image[strings.LastIndex(image, "/")+1:]
}
