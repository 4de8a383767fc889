// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"os"
	"strings"
)

// backend is what the gateway follows: the default range of chunks, and a second engine that is never needed.
const backend = `apiVersion: serving.codegen.dev/v1alpha1
kind: CodeGenBackend
metadata: {name: bench}
spec:
  vllm: {protocol: OpenAI, url: "http://ENGINE"}
  legacy: {protocol: OpenAI, url: "http://ENGINE"}
  chunking: {chunks: {min: 50, max: 100}, firstChunkMilliseconds: {max: 5000}}
`

// gateway starts ours, where it was given.
func (s *testbed) gateway(ctx context.Context, program string) error {
	if program == "" {
		fmt.Fprintln(os.Stderr, "bench: no --gateway was given, so that the others are compared alone")
		return nil
	}
	path, err := s.file("backend.yaml", strings.ReplaceAll(backend, "ENGINE", s.engine.address))
	if err != nil {
		return err
	}
	return s.add(ctx, "gateway", func(own string) ([]string, error) {
		return []string{
			program, "--config=" + path, "--authentication=None", "--listen-address=" + own,
			"--metrics-bind-address=0", "--health-probe-bind-address=0", "--allow-addresses=127.0.0.0/8",
		}, nil
	})
}
