// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package node

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// start starts a program that is to run until the sandbox ends, with its output in a log of its name. One that ends earlier is told
// on n.ended.
func (n *Node) start(program string, flags ...string) error {
	log, err := os.Create(filepath.Join(n.Logs, filepath.Base(program)+".log"))
	if err != nil {
		return err
	}
	defer log.Close()                      // the program has its own
	cmd := exec.Command(program, flags...) //nolint:gosec,noctx // a program that we built, which ends with the sandbox
	cmd.Stdout, cmd.Stderr = log, log
	cmd.Env = append(os.Environ(), "PATH="+n.Programs+":"+os.Getenv("PATH"))
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start %s: %w", filepath.Base(program), err)
	}
	go func() {
		err := cmd.Wait()
		n.fail(fmt.Errorf("%s ended: %w; its log ends with:\n%s", filepath.Base(program), cmp.Or(err, errWell), lastLines(log.Name())))
	}()
	return nil
}

var errWell = errors.New("exit status 0")

// said is how much of a log is told.
const said = 8

func lastLines(file string) string {
	data, err := os.ReadFile(file)
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(data)), "\n")
	return strings.Join(lines[max(0, len(lines)-said):], "\n")
}

// run runs a program to its end, and returns what it printed.
func (n *Node) run(ctx context.Context, stdin, program string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, program, args...) //nolint:gosec // a program that we built
	cmd.Stdin = strings.NewReader(stdin)
	cmd.Env = append(os.Environ(), "KUBECONFIG="+n.kubeconfig("admin"), "PATH="+n.Programs+":"+n.ControlPlane+":"+os.Getenv("PATH"),
		"HOME="+n.dir, "CONTAINERD_ADDRESS="+n.socket())
	out, err := cmd.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%s %s: %w\n%s", filepath.Base(program), strings.Join(args, " "), err, strings.TrimSpace(string(out)))
	}
	return string(out), nil
}

// Kubectl runs kubectl as the administrator.
func (n *Node) Kubectl(ctx context.Context, stdin string, args ...string) (string, error) {
	return n.run(ctx, stdin, filepath.Join(n.ControlPlane, "kubectl"), args...)
}

// Helm runs helm as the administrator.
func (n *Node) Helm(ctx context.Context, args ...string) (string, error) {
	return n.run(ctx, "", filepath.Join(n.Programs, "helm"), args...)
}

// Import gives images, which are in a file, to containerd.
func (n *Node) Import(ctx context.Context, file string) error {
	_, err := n.run(ctx, "", filepath.Join(n.Programs, "ctr"), "--namespace", "k8s.io", "images", "import", "--local", file)
	return err
}
