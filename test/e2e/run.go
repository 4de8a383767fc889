// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// step is one step of the test.
type step struct {
	name string
	act  func(context.Context) error
}

// run runs the steps, up to the first that fails.
func (s *stage) run(ctx context.Context) error {
	ctx, err := s.node.Up(ctx, s.plan.Images, s.out.say)
	if err != nil {
		return fmt.Errorf("a node: %w", err)
	}
	for _, l := range append(s.setup(), s.story()...) {
		if err := l.act(ctx); err != nil {
			if cause := context.Cause(ctx); cause != nil {
				err = cause
			}
			return fmt.Errorf("%s: %w", l.name, err)
		}
	}
	return nil
}

func (s *stage) setup() []step {
	return []step{
		{"clients of the API server", s.connect},
		{"CoreDNS", s.dns},
		{"the chart", s.install},
		{"engines", s.engines},
		{"the backend", s.serve},
		{"clients", s.startClients},
	}
}

// explain writes to the directory of logs what may help to find the cause of a failure.
func (s *stage) explain(ctx context.Context) {
	if ctx.Err() != nil {
		return // interrupted
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
