// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/codegen-dev/codegen-operator/test/cluster"
	"github.com/codegen-dev/codegen-operator/test/controlplane"
)

// fleet is many backends with two engines.
type fleet struct {
	cluster      *cluster.Cluster
	program      string
	vllm, legacy string // URLs
}

// measure lets an operator look after so many backends, and prints what it took.
func (f *fleet) measure(ctx context.Context, size int, duration time.Duration) error {
	if err := f.populate(ctx, size); err != nil {
		return err
	}
	o, err := f.operate(ctx)
	if err != nil {
		return err
	}
	defer o.end()
	if _, err := f.cluster.Kubectl(ctx, "wait", "--for=condition=LegacyHealthy", "--for=condition=Ready", "codegenbackends", "--all", "--timeout=10m"); err != nil {
		return err
	}
	before, err := o.usage(ctx)
	if err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(duration):
	}
	after, err := o.usage(ctx)
	if err != nil {
		return err
	}
	seconds := after.time.Sub(before.time).Seconds()
	fmt.Printf("| %d | %.0f | %.0f %% | %d MiB | %.2f |\n", size, (after.checks-before.checks)/seconds, 100*(after.cpu-before.cpu)/seconds,
		after.memory>>20, (after.writes-before.writes)*60/seconds/float64(size))
	return nil
}

// populate makes backends until there are so many. They have one Flip canary, and the defaults in everything else but
// the pulse of legacy, which leaves room for it.
func (f *fleet) populate(ctx context.Context, size int) error {
	var manifest strings.Builder
	for i := range size {
		fmt.Fprintf(&manifest, `---
apiVersion: serving.codegen.dev/v1alpha1
kind: CodeGenBackend
metadata: {name: fleet-%d}
spec:
  vllm: {protocol: OpenAI, url: %q, models: [{name: prompt}]}
  legacy: {protocol: CodeGen, url: %q, probe: {pulse: {periodSeconds: 30, timeoutSeconds: 10}}}
  canaries:
  - name: print-jay
    prompt: 'Write one line of Python that prints "Jay-{{nonce}}". Code only.'
    expect: {contains: 'print("Jay-{{nonce}}")'}
    through: [vllm, legacy]
    onFailure: Flip
`, i, f.vllm, f.legacy)
	}
	_, err := f.cluster.KubectlWith(ctx, manifest.String(), "apply", "--server-side", "-f", "-")
	return err
}

// operator is a process that is measured.
type operator struct {
	cmd     *exec.Cmd
	metrics string
}

func (f *fleet) operate(ctx context.Context) (*operator, error) {
	address, err := free()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, f.program, "--kubeconfig="+f.cluster.Kubeconfig, "--allow-addresses=127.0.0.0/8", //nolint:gosec // the user names it
		"--metrics-bind-address="+address, "--health-probe-bind-address=0", "--log-level=error")
	controlplane.DieWithParent(cmd)
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting the operator (make build makes it): %w", err)
	}
	return &operator{cmd: cmd, metrics: "http://" + address + "/metrics"}, nil
}

func (o *operator) end() {
	_ = o.cmd.Process.Signal(os.Interrupt)
	_ = o.cmd.Wait()
}

func free() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("finding a free port: %w", err)
	}
	return l.Addr().String(), errors.Join(l.Close())
}
