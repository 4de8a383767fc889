// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"context"
	"fmt"
	"os"
	"sync"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// nodeName is the one node.
const nodeName = "pretender"

// node takes every Pod and says that it runs, at once. It runs none of them. A Pod with readiness gates is ready once their conditions
// are True, as on a real node, so that a test can hold a roll-out where it wants it.
type node struct {
	client client.WithWatch
	end    context.CancelFunc
	done   sync.WaitGroup
	pods   int // how many were given an address
}

// startNode adds the node to a cluster, until its stop is called.
func startNode(ctx context.Context, c client.WithWatch) (*node, error) {
	n := &node{client: c}
	if err := n.register(ctx); err != nil {
		return nil, err
	}
	ctx, n.end = context.WithCancel(context.WithoutCancel(ctx))
	n.done.Go(func() { n.follow(ctx) })
	return n, nil
}

func (n *node) stop() {
	n.end()
	n.done.Wait()
}

// register makes the Node, which is ready.
func (n *node) register(ctx context.Context) error {
	object := &corev1.Node{ObjectMeta: metav1.ObjectMeta{Name: nodeName}}
	if err := n.client.Create(ctx, object); err != nil {
		return fmt.Errorf("making the node: %w", err)
	}
	object.Status.Conditions = []corev1.NodeCondition{{Type: corev1.NodeReady, Status: corev1.ConditionTrue, Reason: "Pretended"}}
	if err := n.client.Status().Update(ctx, object); err != nil {
		return fmt.Errorf("making the node ready: %w", err)
	}
	return nil
}

// follow watches the Pods of all namespaces, again and again: a watch ends now and then.
func (n *node) follow(ctx context.Context) {
	for ctx.Err() == nil {
		if err := n.watch(ctx); err != nil && ctx.Err() == nil {
			fmt.Fprintln(os.Stderr, "the pretended node:", err)
			return
		}
	}
}

// watch takes the Pods that are there, and then those that come and change. Without a resource version, a watch begins with what is there.
func (n *node) watch(ctx context.Context) error {
	w, err := n.client.Watch(ctx, &corev1.PodList{})
	if err != nil {
		return fmt.Errorf("watching Pods: %w", err)
	}
	defer w.Stop()
	for event := range w.ResultChan() {
		pod, ok := event.Object.(*corev1.Pod)
		if !ok || event.Type == "DELETED" {
			continue
		}
		if err := n.take(ctx, pod); err != nil && !apierrors.IsNotFound(err) && !apierrors.IsConflict(err) {
			return err
		}
	}
	return nil
}
