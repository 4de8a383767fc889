// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	coordinationv1 "k8s.io/api/coordination/v1"
	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// leader returns the Pod of the operator that leads.
func (s *stage) leader(ctx context.Context) (*corev1.Pod, error) {
	var leases coordinationv1.LeaseList
	if err := s.client.List(ctx, &leases, client.InNamespace(operatorNamespace)); err != nil {
		return nil, err
	}
	for i := range leases.Items {
		holder := leases.Items[i].Spec.HolderIdentity
		if holder == nil || *holder == "" {
			continue
		}
		name, _, _ := strings.Cut(*holder, "_")
		var pod corev1.Pod
		if err := s.client.Get(ctx, client.ObjectKey{Namespace: operatorNamespace, Name: name}, &pod); err != nil {
			return nil, fmt.Errorf("the leader: %w", err)
		}
		return &pod, nil
	}
	return nil, errors.New("no operator holds the Lease")
}

// killLeader kills the leading operator's process, so that it cannot release the Lease. The kubelet restarts it.
func (s *stage) killLeader(ctx context.Context) (time.Time, error) {
	pod, err := s.leader(ctx)
	if err != nil {
		return time.Time{}, err
	}
	return killIn(pod, "codegen-operator")
}

// deleteLeader deletes the leader's Pod without a grace period.
func (s *stage) deleteLeader(ctx context.Context) (time.Time, error) {
	pod, err := s.leader(ctx)
	if err != nil {
		return time.Time{}, err
	}
	return time.Now(), s.client.Delete(ctx, pod, client.GracePeriodSeconds(0))
}
