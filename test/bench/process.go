// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strconv"
	"time"
)

// child is a process of the run, with those that it started itself.
type process struct {
	name    string
	address string
	command *exec.Cmd
	said    *bytes.Buffer
}

// cores says where processes run: "" is anywhere.
type cores struct{ proxy, rest string }

// start runs a program on a core and waits until it listens. taskset becomes the program, so that the process is the one that is
// started here.
func start(ctx context.Context, core, name, address string, args ...string) (*process, error) {
	if core != "" {
		args = append([]string{"taskset", "--cpu-list", core}, args...)
	}
	c := &process{name: name, address: address, said: &bytes.Buffer{}}
	c.command = exec.CommandContext(ctx, args[0], args[1:]...) //nolint:gosec // the user names the programs
	c.command.Stdout, c.command.Stderr = c.said, c.said
	c.command.SysProcAttr = mortal()
	c.command.Cancel = func() error { return c.command.Process.Signal(os.Interrupt) }
	c.command.WaitDelay = 5 * time.Second
	if err := c.command.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	if err := c.listens(ctx); err != nil {
		c.stop()
		return nil, fmt.Errorf("%w: %s", err, c.said)
	}
	return c, nil
}

// listens waits until the child takes connections.
func (c *process) listens(ctx context.Context) error {
	deadline, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		if conn, err := net.DialTimeout("tcp", c.address, time.Second); err == nil {
			conn.Close()
			return nil
		}
		select {
		case <-deadline.Done():
			return fmt.Errorf("%s does not listen at %s", c.name, c.address)
		case <-tick.C:
		}
	}
}

// stop ends the child, by asking it first.
func (c *process) stop() {
	_ = c.command.Process.Signal(os.Interrupt) // it may have ended
	gone := time.AfterFunc(5*time.Second, func() { _ = c.command.Process.Kill() })
	_ = c.command.Wait() // it was told to end; how it did is nobody's concern
	gone.Stop()
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

func pid(c *process) string { return strconv.Itoa(c.command.Process.Pid) }
