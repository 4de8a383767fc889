// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"github.com/codegen-dev/codegen-operator/test/controlplane"
	"github.com/codegen-dev/codegen-operator/test/e2e/programs"
)

// plan is what the process in the sandbox needs to know: it cannot reach anything outside.
type plan struct {
	Begun        time.Time `json:"begun"`
	Programs     string    `json:"programs"`
	ControlPlane string    `json:"controlPlane"`
	Images       []string  `json:"images"`
	Chart        string    `json:"chart"`
	Logs         string    `json:"logs"`

	work string
	lock *flock.Flock
	kept bool
}

// prepare builds everything, which takes minutes the first time.
func prepare(ctx context.Context, tell *narrator) (*plan, error) {
	p := &plan{Begun: tell.begun}
	root, err := rootOf(ctx)
	if err != nil {
		return p, err
	}
	p.Chart = filepath.Join(root, "charts", "codegen-operator")
	if p.Programs, err = programs.Dir(); err != nil {
		return p, err
	}
	if err := p.acquireLock(ctx, tell); err != nil {
		return p, err
	}
	if p.work, err = os.MkdirTemp("", "codegen-e2e-"); err != nil {
		return p, err
	}
	p.Logs = filepath.Join(p.work, "logs")
	return p, errors.Join(os.Mkdir(p.Logs, 0o750), p.build(ctx, root, tell))
}

func (p *plan) build(ctx context.Context, root string, tell *narrator) error {
	tell.say("building what is not up to date: a node, CoreDNS, helm and images. The first time takes about 20 minutes")
	var err error
	p.ControlPlane, err = controlplane.Find(ctx, os.Stdout, "etcd", "kube-apiserver", "kube-controller-manager", "kubectl")
	if err != nil {
		return err
	}
	if err := (programs.Maker{Root: root, Say: tell.say}).Make(ctx, p.Programs); err != nil {
		return err
	}
	p.Images, err = makeImages(ctx, root, p.Programs, filepath.Join(p.work, "images"))
	tell.say("%d images built", len(p.Images))
	return err
}

// rootOf finds the folder of the repository.
func rootOf(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}").Output()
	if err != nil {
		return "", fmt.Errorf("find the repository: run this in its folder: %w", err)
	}
	return strings.TrimSpace(string(out)), nil
}

// acquireLock waits until no other run uses the directory of programs.
func (p *plan) acquireLock(ctx context.Context, tell *narrator) error {
	p.lock = flock.New(filepath.Join(p.Programs, "lock"))
	if got, err := p.lock.TryLock(); got || err != nil {
		return err
	}
	tell.say("waiting for another run of e2e to end")
	_, err := p.lock.TryLockContext(ctx, 100*time.Millisecond)
	return err
}

func (p *plan) text() string {
	text, _ := json.Marshal(p) // it has only strings
	return string(text)
}

// keep keeps the logs, and returns their directory.
func (p *plan) keep() string {
	p.kept = true
	return p.Logs
}

// discard removes the files of this run, except logs that are kept.
func (p *plan) discard() {
	_ = p.lock.Unlock() // it ends with the process anyway
	_ = os.RemoveAll(filepath.Join(p.work, "images"))
	if !p.kept {
		_ = os.RemoveAll(p.work)
	}
}
