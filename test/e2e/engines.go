// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"net/http"
	"time"

	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// engines starts both, behind Services.
func (s *stage) engines(ctx context.Context) error {
	for _, name := range []string{vllm, legacy} {
		if err := s.apply(ctx, engineService(name)); err != nil {
			return err
		}
		if err := s.restart(ctx, name); err != nil {
			return err
		}
	}
	pod, err := s.pod(ctx, legacy)
	if err != nil {
		return err
	}
	s.observer.legacy = pod.Status.PodIP
	s.out.say("two engines run as Pods, behind the Services vllm and legacy")
	return nil
}

// restart recreates the Pod of an engine, and waits until it is ready.
func (s *stage) restart(ctx context.Context, name string) error {
	if _, err := s.node.Kubectl(ctx, "", "delete", "pod", name, "--ignore-not-found", "--force", "--grace-period=0"); err != nil {
		return err
	}
	if err := s.apply(ctx, enginePod(name)); err != nil {
		return err
	}
	_, err := s.node.Kubectl(ctx, "", "wait", "--for=condition=Ready", "pod/"+name, kubectlTimeout)
	return err
}

func (s *stage) pod(ctx context.Context, name string) (*corev1.Pod, error) {
	var pod corev1.Pod
	return &pod, s.client.Get(ctx, client.ObjectKey{Namespace: namespace, Name: name}, &pod)
}

// killEngine kills the process of vllm in its Pod, and returns the time.
func (s *stage) killEngine(ctx context.Context) (time.Time, error) {
	pod, err := s.pod(ctx, vllm)
	if err != nil {
		return time.Time{}, err
	}
	return killIn(pod, "vllm-sim")
}

// deleteEngine deletes vllm's Pod without a grace period, and returns the time.
func (s *stage) deleteEngine(ctx context.Context) (time.Time, error) {
	pod, err := s.pod(ctx, vllm)
	if err != nil {
		return time.Time{}, err
	}
	at := time.Now()
	return at, s.client.Delete(ctx, pod, client.GracePeriodSeconds(0))
}

// misbehave sets vllm's misbehaviour through its control API, and returns the time.
func (s *stage) misbehave(ctx context.Context, how string) (time.Time, error) {
	pod, err := s.pod(ctx, vllm)
	if err != nil {
		return time.Time{}, err
	}
	url := fmt.Sprintf("http://%s:%d/sim/misbehave/%s", pod.Status.PodIP, controlPort, how)
	order, err := http.NewRequestWithContext(ctx, http.MethodPost, url, nil)
	if err != nil {
		return time.Time{}, err
	}
	answer, err := http.DefaultClient.Do(order)
	if err != nil {
		return time.Time{}, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusNoContent {
		return time.Time{}, fmt.Errorf("set vllm's misbehaviour: %s", answer.Status)
	}
	return time.Now(), nil
}
