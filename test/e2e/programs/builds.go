// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package programs

// build is one call of go.
type build struct {
	what     string
	folder   string // from the root of the repository
	tool     string // a tool of the module there, which Go keeps by itself; the rest is for packages
	tags     string
	c        bool   // needs a C compiler
	version  string // the module whose version the program reports
	packages []string
	output   string   // the name of the program; empty: as the packages are called
	links    []string // other names of the program
}

const (
	containerd = "github.com/containerd/containerd/v2/cmd/"
	plugins    = "github.com/containernetworking/plugins/plugins/"
)

// all are the builds, the slowest first.
var all = []build{
	{
		what: "kubelet, kube-proxy and kube-scheduler", folder: "test/e2e/kube", version: "k8s.io/kubernetes",
		packages: []string{"."}, output: "kube", links: []string{"kubelet", "kube-proxy", "kube-scheduler"},
	},
	{
		what: "containerd and network plugins", folder: "test/e2e/runtime",
		packages: []string{
			containerd + "containerd", containerd + "containerd-shim-runc-v2", containerd + "ctr",
			plugins + "main/ptp", plugins + "main/loopback", plugins + "ipam/host-local",
		},
	},
	{
		what: "runc", folder: "test/e2e/runtime", tags: "seccomp", c: true,
		packages: []string{"github.com/opencontainers/runc"},
	},
	// The tests of the chart use it as well, and so it is built as they do.
	{what: "helm", folder: "hack/chart", tool: "helm"},
	{what: "CoreDNS", folder: "test/e2e/dns", packages: []string{"."}, output: "coredns"},
	{what: "clients", folder: ".", packages: []string{"./test/e2e/loadgen", "./test/e2e/pause"}},
}

// args are the arguments of go, to build into dir. The version is that of the reported module.
func (b build) args(dir, version string) []string {
	args := []string{"build", "-mod=readonly", "-trimpath", "-buildvcs=false", "-tags=" + b.tags, "-ldflags=" + linker(version)}
	if b.output == "" {
		return append(append(args, "-o", dir+"/"), b.packages...)
	}
	return append(append(args, "-o", dir+"/"+b.output), b.packages...)
}

func linker(version string) string {
	flags := "-s -w"
	if version != "" {
		flags += " -X k8s.io/component-base/version.gitVersion=" + version
	}
	return flags
}
