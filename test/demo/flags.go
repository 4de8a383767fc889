// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"

	"github.com/spf13/pflag"
)

// options are the command line, understood.
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
		return o, fmt.Errorf("unexpected argument %q: there are only flags, see --help", flags.Arg(0))
	}
	return o, nil
}

func flagSet(o *options) *pflag.FlagSet {
	f := pflag.NewFlagSet("demo", pflag.ContinueOnError)
	f.Usage = func() {}
	f.SortFlags = false
	f.BoolVar(&o.keep, "keep", false, "stay up after the story, and print the KUBECONFIG to use, until Ctrl-C")
	f.StringVar(&o.sample, "sample", "", "the `file` to apply: a CodeGenBackend, and its Secrets if you like (default: "+defaultSample+")")
	return f
}

func usage() string {
	return `demo shows a failover in a real control plane on this machine, in one to two minutes.

It starts kube-apiserver and etcd with our CRD, the operator, and two simulated
engines; it applies a sample, kills vllm, brings it back, makes it hang, and shows
what 'kubectl get codegenbackends' says meanwhile. Everything listens on loopback,
and nothing is left behind. The first time, the control plane may have to be built,
which takes about ten minutes.

Usage:
  make demo           # or: go run ./test/demo [flags]
  make demo KEEP=1    # stay up afterwards, to look around

Flags:
` + flagSet(&options{}).FlagUsages() + `
A sample needs both engines with plain HTTP, spec.route.service, and a canary through
vllm with an expectation; spec.chunking is what the stream is held to. The bounds of
the story are those of the default periods.

Exit status:
  0    the story went as told
  1    it did not; which line, and why, is printed
  2    the command line was not understood
  130  it was interrupted
`
}
