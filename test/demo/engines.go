// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// pace gives answers of 50 to 100 chunks in 3 to 5 s, the first within 1 s. A request for fewer tokens gets
// fewer.
var pace = []string{"--time-to-first-token=200ms", "--token-interval=55ms", "--tokens=72"}

// build builds vllm-sim, so that killing an engine kills a process.
func (d *demo) build(ctx context.Context) error {
	d.out.say("building vllm-sim, which simulates the engines")
	cmd := exec.CommandContext(ctx, "go", "build", "-o", d.program(), "github.com/codegen-dev/codegen-operator/cmd/vllm-sim") //nolint:gosec // our own program
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }                                                     // go then removes its temporary files
	cmd.WaitDelay = 15 * time.Second
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("building vllm-sim: %w\n%s", err, out)
	}
	return nil
}

// defineEngines prepares both engines as the sample declares them, without starting them.
func (d *demo) defineEngines() error {
	spec := &d.sample.backend.Spec
	d.vllm = &engine{name: v1alpha1.EngineVLLM, spec: &spec.VLLM}
	d.legacy = &engine{name: v1alpha1.EngineLegacy, spec: &spec.Legacy}
	for e, address := range map[*engine]string{d.vllm: "192.0.2.10", d.legacy: "192.0.2.20"} {
		var err error
		if e.location, err = locationOf(e.spec, d.sample.backend.Namespace, address); err != nil {
			return fmt.Errorf("engine %s: %w", e.name, err)
		}
		if e.process, err = d.processOf(e); err != nil {
			return fmt.Errorf("engine %s: %w", e.name, err)
		}
	}
	return nil
}

func (d *demo) processOf(e *engine) (*process, error) {
	listen, err := d.ports.free()
	if err != nil {
		return nil, err
	}
	log, err := d.logFile(string(e.name))
	if err != nil {
		return nil, err
	}
	args := append([]string{"--protocol=" + string(e.spec.Protocol)}, pace...)
	if names := modelsOf(e.spec); len(names) > 0 {
		args = append(args, "--models="+strings.Join(names, ","))
	}
	return &process{program: d.program(), args: args, key: d.keyOf(e.spec), listen: listen, log: log}, nil
}

func modelsOf(spec *v1alpha1.EngineSpec) []string {
	var names []string
	for _, m := range spec.Models {
		names = append(names, m.Name)
	}
	return names
}

// keyOf is the key in the sample, or a new one.
func (d *demo) keyOf(spec *v1alpha1.EngineSpec) string {
	if spec.Credentials == nil {
		return ""
	}
	if key := d.sample.key(spec.Credentials.SecretRef); key != "" {
		return key
	}
	return rand.Text()
}

// launch starts an engine and makes it reachable at its location.
func (d *demo) launch(ctx context.Context, e *engine) error {
	if err := e.start(ctx); err != nil {
		return err
	}
	d.net.Name(e.location.host, e.location.address)
	d.net.Place(e.location.endpoint(), e.listen)
	d.out.say("%s is up: vllm-sim, protocol %s, process %d, at http://%s", e.name, e.spec.Protocol, e.cmd.Process.Pid, e.location)
	return nil
}
