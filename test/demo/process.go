// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"

	"github.com/codegen-dev/codegen-operator/test/controlplane"
	"github.com/codegen-dev/codegen-operator/test/timing"
)

// process is a vllm-sim that runs, or did.
type process struct {
	program string
	args    []string // without the addresses
	key     string   // the key that it asks for
	log     io.Writer
	listen  string

	cmd     *exec.Cmd
	control string // the base URL of its control API
}

// greeting is the line with which vllm-sim says that it listens.
var greeting = regexp.MustCompile(`listening on http://(\S+), control API at (\S+)/sim/`)

// start starts it, at the address where it was before, if it was.
func (p *process) start(ctx context.Context) error {
	args := append([]string{"--listen", p.listen, "--control", "127.0.0.1:0"}, p.args...)
	p.cmd = exec.Command(p.program, args...) //nolint:gosec,noctx // our own program, which the story or close ends
	p.cmd.Env = append(os.Environ(), "SIM_API_KEY="+p.key)
	p.cmd.Stderr = p.log
	controlplane.DieWithParent(p.cmd)
	out, err := p.cmd.StdoutPipe()
	if err == nil {
		err = p.cmd.Start()
	}
	if err != nil {
		return fmt.Errorf("starting vllm-sim: %w", err)
	}
	return p.greeted(ctx, out)
}

// greeted waits until it listens.
func (p *process) greeted(ctx context.Context, out io.Reader) error {
	lines := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(out).ReadString('\n') // a line that is cut off is no greeting
		lines <- line
	}()
	ctx, cancel := context.WithTimeout(ctx, timing.Deadline)
	defer cancel()
	select {
	case line := <-lines:
		found := greeting.FindStringSubmatch(line)
		if found == nil {
			return fmt.Errorf("vllm-sim did not start (%q); its log is beside the operator's", line)
		}
		p.listen, p.control = found[1], found[2]
		return nil
	case <-ctx.Done():
		return fmt.Errorf("vllm-sim did not start: %w", context.Cause(ctx))
	}
}

// kill is a true SIGKILL. It returns once the process is gone; to kill one that is gone is nothing.
func (p *process) kill() {
	if p.cmd != nil && p.cmd.Process != nil {
		_ = p.cmd.Process.Kill() // it may be gone already
		_ = p.cmd.Wait()         // "signal: killed" is what we wanted
		p.cmd = nil
	}
}

// misbehave gives it an order through its control API.
func (p *process) misbehave(ctx context.Context, how string) error {
	ctx, cancel := context.WithTimeout(ctx, timing.Deadline)
	defer cancel()
	order, err := http.NewRequestWithContext(ctx, http.MethodPost, p.control+"/sim/misbehave/"+how, nil)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(order)
	if err != nil {
		return fmt.Errorf("ordering vllm-sim to misbehave: %w", err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusNoContent {
		return fmt.Errorf("ordering vllm-sim to misbehave: %s", answer.Status)
	}
	return nil
}
