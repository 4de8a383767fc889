// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"time"
)

const release = "codegen-operator"

// install installs the chart, and runs its tests.
func (s *stage) install(ctx context.Context) error {
	if _, err := s.node.Kubectl(ctx, "", "create", "namespace", operatorNamespace); err != nil {
		return err
	}
	for label := range map[string]bool{"enforce": true, "warn": true} {
		if _, err := s.node.Kubectl(ctx, "", "label", "namespace", operatorNamespace, "pod-security.kubernetes.io/"+label+"=restricted"); err != nil {
			return err
		}
	}
	begun := time.Now()
	if _, err := s.node.Helm(ctx, "install", release, s.plan.Chart, "--namespace="+operatorNamespace, "--wait", kubectlTimeout,
		"--set=image.tag="+tag, "--set=gateway.image.tag="+tag, "--set=image.pullPolicy=Never"); err != nil {
		return err
	}
	s.out.say("helm install: two operators are ready after %s", seconds(time.Since(begun)))
	begun = time.Now()
	if _, err := s.node.Helm(ctx, "test", release, "--namespace="+operatorNamespace, kubectlTimeout); err != nil {
		return err
	}
	s.out.say("helm test: passed after %s", seconds(time.Since(begun)))
	return nil
}
