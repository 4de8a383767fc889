// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"time"
)

func (s *stage) dns(ctx context.Context) error {
	begun := time.Now()
	if err := s.apply(ctx, dnsManifest); err != nil {
		return err
	}
	_, err := s.node.Kubectl(ctx, "", "--namespace=kube-system", "rollout", "status", "deployment/coredns", kubectlTimeout)
	s.out.say("CoreDNS: %s", seconds(time.Since(begun)))
	return err
}
