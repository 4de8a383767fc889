// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"bufio"
	"encoding/json"
	"net/http"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/codegen-dev/codegen-operator/internal/sim"
	"github.com/codegen-dev/codegen-operator/test/controlplane"
)

// child is a simulated engine in a process of its own, so that its memory is not ours.
type child struct{ url, control string }

var listensAt = regexp.MustCompile(`listening on http://(\S+), control API at (http://\S+)/sim/`)

// child builds vllm-sim, starts it, and places it at an address.
func (s *stage) child() *child {
	s.Helper()
	program := filepath.Join(s.TempDir(), "vllm-sim")
	out, err := exec.CommandContext(s.Context(), "go", "build", "-o", program, "github.com/codegen-dev/codegen-operator/cmd/vllm-sim").
		CombinedOutput()
	if err != nil {
		s.Fatalf("building vllm-sim: %v\n%s", err, out)
	}
	engine, control := s.run(program)
	address := place() + ":8002"
	s.net.Place(address, engine)
	c := &child{url: "http://" + address, control: control}
	c.order(s, http.MethodPatch, "script", `{"hugeEventBytes": 1073741824, "dripInterval": "100ms", "spareProbes": true}`)
	return c
}

// run starts the program and reads where it listens.
func (s *stage) run(program string) (engine, control string) {
	s.Helper()
	cmd := exec.CommandContext(s.Context(), program, "--control", "127.0.0.1:0")
	controlplane.DieWithParent(cmd)
	out, err := cmd.StdoutPipe()
	must(s.T, err)
	must(s.T, cmd.Start())
	s.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	greeting, err := bufio.NewReader(out).ReadString('\n')
	must(s.T, err)
	found := listensAt.FindStringSubmatch(greeting)
	if found == nil {
		s.Fatalf("vllm-sim says %q", greeting)
	}
	return found[1], found[2]
}

func (c *child) misbehave(s *stage, m sim.Misbehaviour) {
	s.Helper()
	c.order(s, http.MethodPost, "misbehave/"+string(m), "")
}

func (c *child) forget(s *stage) {
	s.Helper()
	c.order(s, http.MethodPost, "forget", "")
}

// met counts the pulses and the canaries that the child was asked for and is through with.
func (c *child) met(s *stage) (pulses, canaries int) {
	s.Helper()
	var all []sim.Request
	must(s.T, json.Unmarshal([]byte(get(s.T, c.control+"/sim/requests")), &all))
	for _, r := range all {
		switch {
		case r.Kind != sim.KindStream || !r.Done:
		case r.MaxTokens == 1:
			pulses++
		default:
			canaries++
		}
	}
	return pulses, canaries
}

func (c *child) counts(s *stage) sim.Counts {
	s.Helper()
	var counts sim.Counts
	must(s.T, json.Unmarshal([]byte(get(s.T, c.control+"/sim/counts")), &counts))
	return counts
}

// order speaks to the control API.
func (c *child) order(s *stage, method, path, body string) {
	s.Helper()
	request, err := http.NewRequestWithContext(s.Context(), method, c.control+"/sim/"+path, strings.NewReader(body))
	must(s.T, err)
	response, err := http.DefaultClient.Do(request)
	must(s.T, err)
	must(s.T, response.Body.Close())
	if response.StatusCode >= http.StatusBadRequest {
		s.Fatalf("%s %s: %s", method, path, response.Status)
	}
}
