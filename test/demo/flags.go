// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"

	"github.com/spf13/pflag"
)

// options is the parsed command line.
type options struct {
	keep   bool
	sample string
}

func parse(args []string) (options, error) {
	var o options
	flags := flagSet(&o)
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if flags.NArg() > 0 {
		return o, fmt.Errorf("unexpected argument %q: demo takes flags only, see --help", flags.Arg(0))
	}
	return o, nil
}

func flagSet(o *options) *pflag.FlagSet {
	f := pflag.NewFlagSet("demo", pflag.ContinueOnError)
	f.Usage = func() {}
	f.SortFlags = false
	f.BoolVar(&o.keep, "keep", false, "keep everything running until Ctrl-C, and print the KUBECONFIG to use")
	f.StringVar(&o.sample, "sample", "", "`file` to apply: a CodeGenBackend and, optionally, its Secrets (default: "+defaultSample+")")
	return f
}

func usage() string {
	return `demo shows a failover in a real control plane on this machine, in one to two minutes.

It starts kube-apiserver and etcd with the CRD, the operator, and two simulated
engines. It applies a sample, kills vllm, restarts it, makes it hang, and shows
'kubectl get codegenbackends' at each step. Everything listens on loopback,
and nothing keeps running. The first run may build the control plane, which takes
about ten minutes.

Usage:
  make demo           # or: go run ./test/demo [flags]
  make demo KEEP=1    # keep everything running afterwards

Flags:
` + flagSet(&options{}).FlagUsages() + `
A sample needs two engines with plain HTTP, spec.route.service, and a canary through
vllm with an expectation; spec.chunking has the targets of the stream. The bounds of
the story assume the default periods.

Exit status:
  0    all steps passed
  1    a step failed; the output says which, and why
  2    the command line is invalid
  130  interrupted
`
}
