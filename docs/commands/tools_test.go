// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

//go:build unix

package commands_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/codegen-dev/codegen-operator/test/controlplane"
)

// goEnv are the folders of Go. A page has its own HOME, in which Go would not find them.
var goEnv map[string]string

// goHere stands in for go in the folder with links to the repository. It builds in the repository, and starts programs of go run in that
// folder.
const goHere = `#!/usr/bin/env bash
set -euo pipefail
export CGO_ENABLED=0 GOFLAGS="-trimpath ${GOFLAGS:-}"
if [ "$1" = run ]; then
	program=$(mktemp -d)/$(basename "$2")
	%[2]q -C %[1]q build -o "$program" "$2"
	exec "$program" "${@:3}"
fi
cd %[1]q && exec %[2]q "$@"
`

// makeHere is make in the repository.
const makeHere = `#!/usr/bin/env bash
exec %[2]q --no-print-directory -C %[1]q "$@"
`

// installTools fills a folder with the programs that pages use.
func installTools(ctx context.Context, dir string) error {
	top, err := filepath.Abs(root)
	if err != nil {
		return fmt.Errorf("finding the repository: %w", err)
	}
	for name, script := range map[string]string{"go": goHere, "make": makeHere} {
		program, err := exec.LookPath(name)
		if err != nil {
			return fmt.Errorf("finding %s: %w", name, err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), fmt.Appendf(nil, script, top, program), 0o755); err != nil {
			return fmt.Errorf("writing %s: %w", name, err)
		}
	}
	out, err := exec.CommandContext(ctx, "go", "env", "-json", "GOPATH", "GOCACHE", "GOMODCACHE").Output()
	if err != nil {
		return fmt.Errorf("asking go for its folders: %w", err)
	}
	if err := json.Unmarshal(out, &goEnv); err != nil {
		return fmt.Errorf("reading go's folders: %w", err)
	}
	if err := installCurl(dir); err != nil {
		return err
	}
	return installPlugin(ctx, top, dir)
}

// installCurl installs a replacement for curl if there is none.
func installCurl(dir string) error {
	if _, err := exec.LookPath("curl"); err == nil {
		return nil
	}
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("finding this program: %w", err)
	}
	fmt.Fprintln(os.Stderr, "docs: curl is not installed; the pages use a replacement")
	if err := os.Symlink(self, filepath.Join(dir, "curl")); err != nil {
		return fmt.Errorf("linking curl: %w", err)
	}
	return nil
}

// installPlugin builds the plugin, and puts it beside the real kubectl.
func installPlugin(ctx context.Context, top, dir string) error {
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", dir+"/", "./cmd/kubectl-codegen")
	build.Dir, build.Env = top, append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("building the plugin: %w: %s", err, out)
	}
	programs, err := controlplane.Find(ctx, io.Discard, "kubectl")
	if err != nil {
		return fmt.Errorf("finding kubectl: %w", err)
	}
	if err := os.Symlink(filepath.Join(programs, "kubectl"), filepath.Join(dir, "kubectl")); err != nil {
		return fmt.Errorf("linking kubectl: %w", err)
	}
	return nil
}
