// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"fmt"
	"time"

	appsv1 "k8s.io/api/apps/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/route/state"
)

// How often a Deployment is read while it rolls out, and while it is stuck: it is not watched.
const (
	lookRolling = time.Second
	lookStuck   = 5 * time.Second
)

// progress is how far a rollout is.
type progress struct {
	phase   phase
	message string
}

type phase int

const (
	rolling phase = iota
	rolledOut
	stuck  // it does not come to an end by itself, and may yet
	paused // somebody holds it
)

// Reasons of the condition Progressing.
const (
	timedOut = "ProgressDeadlineExceeded"
	complete = "NewReplicaSetAvailable" // it stays until the next roll-out
)

// rollout returns how far a Deployment is, as kubectl rollout status does, with one difference: a complete rollout stays complete when
// Pods are added or lost later. A Pod that fails does not concern the route.
func rollout(d *appsv1.Deployment) progress {
	wanted, now := replicas(d), d.Status
	switch {
	case d.Spec.Paused:
		return progress{paused, "is paused: resume it with kubectl rollout resume"}
	case now.ObservedGeneration < d.Generation:
		return progress{rolling, fmt.Sprintf("0 of %d pods updated", wanted)}
	case why(d) == timedOut:
		return progress{stuck, fmt.Sprintf("exceeded its progressDeadlineSeconds: %d of %d pods updated, %d available",
			now.UpdatedReplicas, wanted, now.AvailableReplicas)}
	case why(d) == complete && now.Replicas == now.UpdatedReplicas && (now.Replicas > 0 || wanted == 0):
		return progress{phase: rolledOut}
	case now.UpdatedReplicas < wanted:
		return progress{rolling, fmt.Sprintf("%d of %d pods updated", now.UpdatedReplicas, wanted)}
	case now.Replicas > now.UpdatedReplicas:
		return progress{rolling, fmt.Sprintf("%d of %d pods updated, %d old ones to terminate",
			now.UpdatedReplicas, wanted, now.Replicas-now.UpdatedReplicas)}
	case now.AvailableReplicas < now.UpdatedReplicas:
		return progress{rolling, fmt.Sprintf("%d of %d pods updated, %d available", now.UpdatedReplicas, wanted, now.AvailableReplicas)}
	}
	return progress{phase: rolledOut}
}

func replicas(d *appsv1.Deployment) int32 {
	if d.Spec.Replicas == nil {
		return 1
	}
	return *d.Spec.Replicas
}

// why returns the reason of the condition Progressing.
func why(d *appsv1.Deployment) string {
	for _, c := range d.Status.Conditions {
		if c.Type == appsv1.DeploymentProgressing {
			return c.Reason
		}
	}
	return ""
}

// state returns what a rollout means for the route.
func (p progress) state(deployment string) state.Route {
	switch p.phase {
	case rolledOut:
		return state.Route{Ready: true, Reason: v1alpha1.ReasonRoutesReady,
			Message: fmt.Sprintf("Deployment %s was started with the active engine", deployment)}
	case rolling:
		return state.Route{Moving: true, Reason: v1alpha1.ReasonRollingOut, RequeueAfter: lookRolling,
			Message: fmt.Sprintf("Deployment %s: %s", deployment, p.message)}
	}
	return state.Route{Reason: v1alpha1.ReasonRollOutFailed, RequeueAfter: lookStuck, Stalled: p.phase == paused,
		Message: fmt.Sprintf("Deployment %s %s", deployment, p.message)}
}
