// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"k8s.io/client-go/kubernetes"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/cmd/codegen-operator/app"
	"github.com/codegen-dev/codegen-operator/test/e2e/node"
)

// Engines.
const (
	vllm   = "vllm"
	legacy = "legacy"
)

// stage is where the story is told.
type stage struct {
	plan     plan
	tell     *narrator
	node     *node.Node
	client   client.WithWatch
	pods     kubernetes.Interface
	sight    witness
	met      records
	measured []measured
}

// line is one line of the story: what makes it true.
type line struct {
	name string
	act  func(context.Context) error
}

// perform tells the story, line by line, up to the first that does not hold.
func (s *stage) perform(ctx context.Context) error {
	ctx, err := s.node.Up(ctx, s.plan.Images, s.tell.say)
	if err != nil {
		return fmt.Errorf("a node: %w", err)
	}
	for _, l := range append(s.settingUp(), s.story()...) {
		if err := l.act(ctx); err != nil {
			if cause := context.Cause(ctx); cause != nil {
				err = cause
			}
			return fmt.Errorf("%s: %w", l.name, err)
		}
	}
	return nil
}

func (s *stage) settingUp() []line {
	return []line{
		{"clients of the API server", s.connect},
		{"CoreDNS", s.dns},
		{"the chart", s.install},
		{"engines", s.engines},
		{"the backend", s.serve},
		{"clients", s.visit},
	}
}

// connect makes our own clients of the API server.
func (s *stage) connect(context.Context) error {
	config, err := s.node.Config()
	if err != nil {
		return err
	}
	if s.client, err = client.NewWithWatch(config, client.Options{Scheme: app.Scheme()}); err != nil {
		return err
	}
	s.pods, err = kubernetes.NewForConfig(config)
	return err
}

func (s *stage) dns(ctx context.Context) error {
	begun := time.Now()
	if err := s.apply(ctx, dnsManifest); err != nil {
		return err
	}
	_, err := s.node.Kubectl(ctx, "", "--namespace=kube-system", "rollout", "status", "deployment/coredns", kubectlTimeout)
	s.tell.say("CoreDNS: %s", seconds(time.Since(begun)))
	return err
}

func (s *stage) apply(ctx context.Context, manifest string) error {
	_, err := s.node.Kubectl(ctx, manifest, "apply", "--server-side", "-f", "-")
	return err
}

// explain writes beside the logs what may tell why the story broke off.
func (s *stage) explain(ctx context.Context) {
	if ctx.Err() != nil {
		return // somebody has had enough
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for file, args := range map[string][]string{
		"pods.txt":     {"get", "pods", "-A", "-o", "wide"},
		"events.txt":   {"get", "events", "-A", "--sort-by=.lastTimestamp"},
		"backend.txt":  {"get", "codegenbackends", "-A", "-o", "yaml"},
		"services.txt": {"get", "services,endpointslices", "-A", "-o", "wide"},
		"operator.txt": {"logs", "-n", operatorNamespace, "-l", "app.kubernetes.io/name=codegen-operator", "--tail=-1", "--prefix"},
		"gateway.txt":  {"logs", "-n", namespace, "-l", "app.kubernetes.io/managed-by=codegen-operator", "--tail=-1", "--prefix"},
	} {
		out, err := s.node.Kubectl(ctx, "", args...)
		if err != nil {
			out = err.Error()
		}
		_ = os.WriteFile(filepath.Join(s.plan.Logs, file), []byte(out), 0o600) // it was a failure before this
	}
}
