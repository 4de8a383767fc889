// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"os/exec"
	"runtime"
	"strings"

	"github.com/codegen-dev/codegen-operator/test/e2e/sandbox"
)

// facts is what this machine has.
type facts struct {
	system    string
	root      bool
	has       func(program string) bool
	seccomp   bool  // the headers of libseccomp
	sandboxed error // why namespaces cannot be used
}

func inspect() facts {
	f := facts{system: runtime.GOOS, root: os.Geteuid() == 0, has: func(program string) bool {
		_, err := exec.LookPath(program)
		return err == nil
	}}
	f.seccomp = exec.Command("pkg-config", "--exists", "libseccomp").Run() == nil //nolint:noctx // it ends at once
	if f.root {
		f.sandboxed = sandbox.Possible()
	}
	return f
}

// needed are programs, what for, and the Debian package that has them.
var needed = []struct{ program, why, pkg string }{
	{"go", "builds everything", "see https://go.dev/dl"},
	{"git", "gives the commit for image labels", "apt-get install git"},
	{"ip", "gives the node an address", "apt-get install iproute2"},
	{"mount", "gives Pods their volumes", "apt-get install mount"},
	{"nft", "applies the rules of kube-proxy", "apt-get install nftables"},
	{"gcc", "compiles the part of runc that is C", "apt-get install gcc libc6-dev"},
	{"pkg-config", "finds libseccomp", "apt-get install pkg-config"},
}

// missing lists what this machine lacks, each with how to get it.
func (f facts) missing() []string {
	if f.system != "linux" {
		return []string{"Linux: this is " + f.system + ", which has no namespaces. In a virtual machine it works"}
	}
	var missing []string
	if !f.root {
		missing = append(
			missing,
			"root, for namespaces, mounts and control groups: sudo env PATH=$PATH make e2e, or a container with --privileged",
		)
	}
	for _, n := range needed {
		if !f.has(n.program) {
			missing = append(missing, n.program+", which "+n.why+": "+n.pkg)
		}
	}
	if f.has("pkg-config") && !f.seccomp {
		missing = append(
			missing,
			"the headers of libseccomp, for runc: without it Pods with a seccomp profile cannot run: apt-get install libseccomp-dev",
		)
	}
	if f.sandboxed != nil {
		missing = append(missing, "namespaces: "+f.sandboxed.Error()+". In a container, --privileged allows them")
	}
	return missing
}

func explainMissing(missing []string) string {
	return "e2e: this machine cannot run it. It needs:\n  - " + strings.Join(missing, "\n  - ") + "\n"
}
