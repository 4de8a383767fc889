// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"context"
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// take does with a Pod what is next: it is bound, runs, and goes once it is deleted. Each step brings the next event.
func (n *node) take(ctx context.Context, pod *corev1.Pod) error {
	switch {
	case pod.DeletionTimestamp != nil:
		if err := n.client.Delete(ctx, pod, client.GracePeriodSeconds(0), client.Preconditions{UID: &pod.UID}); err != nil {
			return fmt.Errorf("ending Pod %s: %w", pod.Name, err)
		}
	case pod.Spec.NodeName == "":
		binding := &corev1.Binding{Target: corev1.ObjectReference{Kind: "Node", Name: nodeName}}
		if err := n.client.SubResource("binding").Create(ctx, pod, binding); err != nil {
			return fmt.Errorf("binding Pod %s: %w", pod.Name, err)
		}
	case pod.Spec.NodeName == nodeName && (pod.Status.Phase == corev1.PodPending || isReady(pod) != gatesOpen(pod)):
		return n.run(ctx, pod)
	}
	return nil
}

// run says that a Pod runs.
func (n *node) run(ctx context.Context, pod *corev1.Pod) error {
	before := pod.DeepCopy()
	status := &pod.Status
	status.Phase = corev1.PodRunning
	if status.PodIP == "" {
		n.pods++
		status.PodIP = fmt.Sprintf("10.244.%d.%d", n.pods/250, n.pods%250+1)
		status.PodIPs = []corev1.PodIP{{IP: status.PodIP}}
		status.StartTime = new(metav1.Now())
	}
	status.ContainerStatuses = running(pod)
	set(status, corev1.PodScheduled, true)
	set(status, corev1.PodInitialized, true)
	set(status, corev1.ContainersReady, true)
	set(status, corev1.PodReady, gatesOpen(pod))
	if err := n.client.Status().Patch(ctx, pod, client.MergeFromWithOptions(before, client.MergeFromWithOptimisticLock{})); err != nil {
		return fmt.Errorf("running Pod %s: %w", pod.Name, err)
	}
	return nil
}

func running(pod *corev1.Pod) []corev1.ContainerStatus {
	var all []corev1.ContainerStatus
	for _, c := range pod.Spec.Containers {
		all = append(all, corev1.ContainerStatus{
			Name: c.Name, Image: c.Image, Ready: true, Started: new(true),
			State: corev1.ContainerState{Running: &corev1.ContainerStateRunning{StartedAt: metav1.Now()}},
		})
	}
	return all
}

// gatesOpen reports whether all readiness gates of a Pod are open, or it has none.
func gatesOpen(pod *corev1.Pod) bool {
	return !slices.ContainsFunc(pod.Spec.ReadinessGates, func(g corev1.PodReadinessGate) bool { return !is(&pod.Status, g.ConditionType) })
}

func isReady(pod *corev1.Pod) bool { return is(&pod.Status, corev1.PodReady) }

func is(status *corev1.PodStatus, condition corev1.PodConditionType) bool {
	return slices.ContainsFunc(
		status.Conditions,
		func(c corev1.PodCondition) bool { return c.Type == condition && c.Status == corev1.ConditionTrue },
	)
}

func set(status *corev1.PodStatus, condition corev1.PodConditionType, to bool) {
	word := corev1.ConditionFalse
	if to {
		word = corev1.ConditionTrue
	}
	next := corev1.PodCondition{Type: condition, Status: word, LastTransitionTime: metav1.Now()}
	i := slices.IndexFunc(status.Conditions, func(c corev1.PodCondition) bool { return c.Type == condition })
	switch {
	case i < 0:
		status.Conditions = append(status.Conditions, next)
	case status.Conditions[i].Status != word:
		status.Conditions[i] = next
	}
}
