// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/route/state"
)

// rolls is a Deployment of five Pods whose template is in its second generation.
func rolls(observed int64, reason string, replicas, updated, available int32) *appsv1.Deployment {
	d := &appsv1.Deployment{Spec: appsv1.DeploymentSpec{Replicas: new(int32(5))}}
	d.Generation = 2
	d.Status = appsv1.DeploymentStatus{
		ObservedGeneration: observed,
		Replicas:           replicas,
		UpdatedReplicas:    updated,
		AvailableReplicas:  available,
	}
	if reason != "" {
		d.Status.Conditions = []appsv1.DeploymentCondition{
			{Type: appsv1.DeploymentAvailable, Reason: "Other"},
			{Type: appsv1.DeploymentProgressing, Reason: reason},
		}
	}
	return d
}

func with(d *appsv1.Deployment, change func(*appsv1.Deployment)) *appsv1.Deployment {
	change(d)
	return d
}

// TestRollout: how far a Deployment is, and what that means for the route.
func TestRollout(t *testing.T) {
	t.Parallel()
	for name, story := range map[string]struct {
		deployment *appsv1.Deployment
		state      string
		says       string
	}{
		"the change is not seen yet":  {rolls(1, complete, 5, 5, 5), "moving", "Deployment web: 0 of 5 pods updated"},
		"it has just begun":           {rolls(2, "NewReplicaSetCreated", 5, 0, 5), "moving", "Deployment web: 0 of 5 pods updated"},
		"some are updated":            {rolls(2, "ReplicaSetUpdated", 6, 3, 4), "moving", "Deployment web: 3 of 5 pods updated"},
		"old ones are left":           {rolls(2, "ReplicaSetUpdated", 6, 5, 5), "moving", "Deployment web: 5 of 5 pods updated, 1 old ones to terminate"},
		"not all are available":       {rolls(2, "ReplicaSetUpdated", 5, 5, 4), "moving", "Deployment web: 5 of 5 pods updated, 4 available"},
		"it is over":                  {rolls(2, complete, 5, 5, 5), "ready", "Deployment web was started with the active engine"},
		"a Pod fails later":           {rolls(2, complete, 5, 5, 4), "ready", ""},
		"it is scaled up later":       {rolls(2, complete, 3, 3, 3), "ready", ""},
		"all are recreated at once":   {rolls(2, complete, 0, 0, 0), "moving", "Deployment web: 0 of 5 pods updated"},
		"it takes too long":           {rolls(2, timedOut, 6, 3, 3), "failed", "Deployment web exceeded its progressDeadlineSeconds: 3 of 5 pods updated, 3 available"},
		"an old one took too long":    {rolls(1, timedOut, 6, 3, 3), "moving", "Deployment web: 0 of 5 pods updated"},
		"it has no deadline":          {rolls(2, "", 5, 5, 5), "ready", ""},
		"it has none and is not done": {rolls(2, "", 5, 5, 3), "moving", "Deployment web: 5 of 5 pods updated, 3 available"},
		"it is to have no Pods":       {with(rolls(2, complete, 0, 0, 0), func(d *appsv1.Deployment) { d.Spec.Replicas = new(int32) }), "ready", ""},
		"it does not say how many":    {with(rolls(2, "", 1, 0, 0), func(d *appsv1.Deployment) { d.Spec.Replicas = nil }), "moving", "0 of 1 pods updated"},
		"somebody paused it": {
			with(rolls(2, "DeploymentPaused", 5, 0, 5), func(d *appsv1.Deployment) { d.Spec.Paused = true }), "stalled",
			"Deployment web is paused: resume it with kubectl rollout resume",
		},
	} {
		outcome := rollout(story.deployment).state("web")
		if got := wordFor(outcome); got != story.state || !strings.Contains(outcome.Message, story.says) {
			t.Errorf("%s: %s, %q; want %s, %q", name, got, outcome.Message, story.state, story.says)
		}
		if again := outcome.RequeueAfter > 0; again == outcome.Ready {
			t.Errorf("%s: looked at again: %v", name, again)
		}
	}
}

func wordFor(s state.Route) string {
	switch {
	case s.Ready && s.Reason == v1alpha1.ReasonRoutesReady:
		return "ready"
	case s.Moving && s.Reason == v1alpha1.ReasonRollingOut:
		return "moving"
	case s.Failed() && s.Reason == v1alpha1.ReasonRollOutFailed && s.Stalled:
		return "stalled"
	case s.Failed() && s.Reason == v1alpha1.ReasonRollOutFailed:
		return "failed"
	}
	return "odd"
}

// TestHashKey: each ConfigMap has an annotation of its own that the API server takes, however long its name.
func TestHashKey(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a.b-", 60)
	seen := map[string]bool{}
	for _, name := range []string{"hapa", "hapa.two", long + "one", long + "two"} {
		key := restart{configMap: name}.annotation()
		_, short, _ := strings.Cut(key, "/")
		if len(short) > 63 || strings.HasSuffix(short, "-") || seen[key] {
			t.Errorf("%s has the key %s", name, key)
		}
		seen[key] = true
	}
}

// TestHash tells each change of the data.
func TestHash(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, data := range []map[string]string{
		{}, {"a": "b"}, {"a": "c"}, {"b": "b"}, {"a": "b", "b": "a"}, {"a": "a", "b": "b"},
	} {
		if hash := hashOf(data); seen[hash] || hash != hashOf(data) {
			t.Errorf("%v has the hash %s", data, hash)
		} else {
			seen[hash] = true
		}
	}
}
