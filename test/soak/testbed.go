// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/sim"
	"github.com/codegen-dev/codegen-operator/test/timing"
)

// testbed is the gateway with its engines and clients.
type testbed struct {
	vllm, legacy *sim.Engine
	// model is an engine without faults, for the expected answers.
	model   *sim.Engine
	gateway *exec.Cmd
	output  *bytes.Buffer
	clients string // where the gateway serves them
	metrics string
	folder  string
	http    *http.Client
}

// script is how engines behave without faults: an answer takes about half a second.
var script = sim.Script{TimeToFirstToken: 5 * time.Millisecond, TokenInterval: 4 * time.Millisecond, Tokens: 120, Slots: -1}

const manifest = `apiVersion: serving.codegen.dev/v1alpha1
kind: CodeGenBackend
metadata: {name: soak}
spec:
  vllm: {protocol: OpenAI, url: %q}
  legacy: {protocol: OpenAI, url: %q}
  chunking: {chunks: {min: 50, max: 100}, firstChunkMilliseconds: {max: 1000}}
`

func newTestbed(ctx context.Context, p plan) (*testbed, error) {
	s := &testbed{output: &bytes.Buffer{}, http: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 2 * p.clients}}}
	if err := s.startAll(ctx, p); err != nil {
		s.end()
		return nil, fmt.Errorf("%w\n%s", err, s.output)
	}
	return s, nil
}

func (s *testbed) startAll(ctx context.Context, p plan) error {
	for _, e := range []**sim.Engine{&s.vllm, &s.legacy, &s.model} {
		var err error
		if *e, err = sim.Start(sim.OpenAI, script); err != nil {
			return fmt.Errorf("start an engine: %w", err)
		}
	}
	var err error
	if s.folder, err = os.MkdirTemp("", "soak"); err != nil {
		return fmt.Errorf("make a folder: %w", err)
	}
	config := filepath.Join(s.folder, "backend.yaml")
	if err := os.WriteFile(config, fmt.Appendf(nil, manifest, s.vllm.URL(), s.legacy.URL()), 0o600); err != nil {
		return fmt.Errorf("write the manifest: %w", err)
	}
	for _, address := range []*string{&s.clients, &s.metrics} {
		if *address, err = free(); err != nil {
			return err
		}
	}
	s.gateway = exec.CommandContext(ctx, p.gateway, "--config="+config, //nolint:gosec // the user names the program
		"--authentication=None", "--listen-address="+s.clients,
		"--metrics-bind-address="+s.metrics, "--health-probe-bind-address=0", "--allow-addresses=127.0.0.0/8", "--access-log=false")
	s.gateway.Stdout, s.gateway.Stderr = s.output, s.output
	s.gateway.Cancel = func() error { return s.gateway.Process.Signal(os.Interrupt) }
	s.gateway.WaitDelay = 10 * time.Second
	if err := s.gateway.Start(); err != nil {
		return fmt.Errorf("start the gateway: %w", err)
	}
	return s.serves(ctx)
}

// serves waits until the gateway serves its metrics.
func (s *testbed) serves(ctx context.Context) error {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(timing.Deadline); ; <-tick.C {
		if _, err := s.sample(ctx); err == nil {
			return nil
		} else if time.Now().After(end) || ctx.Err() != nil {
			return fmt.Errorf("the gateway does not serve: %w", err)
		}
	}
}

// free is an address on loopback that nobody listens at.
func free() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("find a free port: %w", err)
	}
	defer listener.Close()
	return listener.Addr().String(), nil
}

// end stops everything.
func (s *testbed) end() {
	if s.gateway != nil && s.gateway.Process != nil {
		_ = s.gateway.Process.Signal(os.Interrupt) // it may have ended
		gone := time.AfterFunc(10*time.Second, func() { _ = s.gateway.Process.Kill() })
		_ = s.gateway.Wait() // its exit status does not matter
		gone.Stop()
	}
	for _, e := range []*sim.Engine{s.vllm, s.legacy, s.model} {
		if e != nil {
			e.Close()
		}
	}
	s.http.CloseIdleConnections()
	os.RemoveAll(s.folder)
}

// prompts are what clients ask, over and over.
var prompts = func() []string {
	all := make([]string, 40)
	for i := range all {
		all[i] = fmt.Sprintf("Write one line of Python that prints %q.", strings.Repeat("Jay-", 1+i%3)+fmt.Sprint(i))
	}
	return all
}()

// answers are the expected answers.
func (s *testbed) answers(ctx context.Context) ([]string, error) {
	all := make([]string, len(prompts))
	for i, prompt := range prompts {
		a, err := ask(ctx, s.http, s.model.Addr(), prompt)
		if err != nil {
			return nil, fmt.Errorf("ask the engine without faults: %w", err)
		}
		all[i] = a.text
	}
	return all, nil
}
