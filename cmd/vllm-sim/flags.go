// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/spf13/pflag"

	"github.com/codegen-dev/codegen-operator/internal/sim"
)

// options is the parsed command line.
type options struct {
	protocol sim.Protocol
	listen   string
	control  string
	script   sim.Script
	version  bool
}

// names are the flags whose values are parsed after pflag.
type names struct{ protocol, misbehave, build, continuation string }

// parse reads the command line. --help writes the usage and returns pflag.ErrHelp.
func parse(args []string, getenv func(string) string, out io.Writer) (options, error) {
	o := options{script: sim.Script{}.Defaults()}
	var n names
	flags := flagsOf(&o, &n)
	flags.SetOutput(out)
	flags.Usage = func() { fmt.Fprint(out, usage(flags)) }
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if flags.NArg() > 0 {
		return o, fmt.Errorf("unexpected argument %q: vllm-sim takes flags only, see --help", flags.Arg(0))
	}
	if o.script.APIKey == "" {
		o.script.APIKey = getenv("SIM_API_KEY")
	}
	return o, convert(&o, n)
}

func flagsOf(o *options, n *names) *pflag.FlagSet {
	s := &o.script
	f := pflag.NewFlagSet("vllm-sim", pflag.ContinueOnError)
	f.SortFlags = false
	f.StringVar(&n.protocol, "protocol", string(sim.OpenAI), "wire format: OpenAI, MultiLoRA or CodeGen")
	f.StringVar(&o.listen, "listen", "127.0.0.1:0", "`address` to listen on; port 0 takes a free port, an empty host is 127.0.0.1")
	f.StringVar(&o.control, "control", "", "`address` of a separate listener for the control API, which stays up when the engine is killed")
	f.StringSliceVar(&s.Models, "models", s.Models, "`names` of the adapters to serve")
	f.StringVar(&s.APIKey, "api-key", "", "`key` that requests must show; prefer the environment variable SIM_API_KEY")
	f.DurationVar(&s.TimeToFirstToken, "time-to-first-token", s.TimeToFirstToken, "delay before the first token")
	f.DurationVar(&s.TokenInterval, "token-interval", s.TokenInterval, "delay between two tokens")
	f.DurationVar(&s.Jitter, "jitter", 0, "maximum random addition to each delay")
	f.IntVar(&s.Tokens, "tokens", s.Tokens, "minimum number of tokens in an answer")
	f.IntVar(&s.TokensPerEvent, "tokens-per-event", s.TokensPerEvent, "number of tokens in one event")
	f.IntVar(&s.Slots, "slots", 0, "number of sequences that run at once (0: one for MultiLoRA, otherwise no limit)")
	f.StringVar(&n.build, "build", string(s.Build), "server build to simulate: newest, double-end or older")
	f.StringVar(&n.continuation, "continuation", "",
		"answer to the beginning of an answer: continue, refuse, restart or stray (default continue for OpenAI, otherwise restart)")
	f.StringVar(&n.misbehave, "misbehave", string(sim.None), "initial misbehaviour; see the list below")
	f.BoolVar(&s.StampSends, "stamp-sends", false, "add sent_unix_nano to every event")
	f.BoolVar(&o.version, "version", false, "print the version and exit")
	return f
}

// convert turns names into values, and durations of 0 into none: on a command
// line 0 means 0, but in a Script it means the default.
func convert(o *options, n names) (err error) {
	if o.protocol, err = sim.ParseProtocol(n.protocol); err != nil {
		return fmt.Errorf("--protocol: %w", err)
	}
	if o.script.Misbehave, err = sim.ParseMisbehaviour(n.misbehave); err != nil {
		return fmt.Errorf("--misbehave: %w", err)
	}
	if o.script.Tokens < 1 || o.script.TokensPerEvent < 1 {
		return fmt.Errorf("--tokens and --tokens-per-event must be at least 1")
	}
	if o.listen, err = loopbackByDefault(o.listen); err != nil {
		return fmt.Errorf("--listen: %w", err)
	}
	o.script.Build, o.script.Continuation = sim.Build(n.build), sim.Continuation(n.continuation)
	if o.script.TimeToFirstToken == 0 {
		o.script.TimeToFirstToken = -1
	}
	if o.script.TokenInterval == 0 {
		o.script.TokenInterval = -1
	}
	return nil
}

func loopbackByDefault(addr string) (string, error) {
	host, port, err := net.SplitHostPort(addr)
	if err == nil && host == "" {
		return net.JoinHostPort("127.0.0.1", port), nil
	}
	return addr, err
}

func usage(flags *pflag.FlagSet) string {
	var b strings.Builder
	fmt.Fprintf(&b, `vllm-sim is a simulated engine for tests and demos. It generates nothing and
misbehaves on command. By default it listens on loopback.

Usage:
  vllm-sim [flags]

Examples:
  # an engine that speaks the OpenAI protocol, as vLLM does, on port 8002
  vllm-sim --listen 127.0.0.1:8002

  # a backend that requires a key and always gives the same answer
  SIM_API_KEY=secret vllm-sim --protocol CodeGen --misbehave hard-coded

  # kill a running engine and revive it, through a separate control listener
  vllm-sim --listen 127.0.0.1:8002 --control 127.0.0.1:9002 &
  curl -X POST http://127.0.0.1:9002/sim/kill
  curl -X POST http://127.0.0.1:9002/sim/revive

  # slow it down while it runs, and list the requests that it got
  curl -X PATCH -d '{"tokenInterval":"200ms"}' http://127.0.0.1:9002/sim/script
  curl http://127.0.0.1:9002/sim/requests

Flags:
%s
Misbehaviours:
`, flags.FlagUsages())
	for _, m := range sim.Misbehaviours() {
		fmt.Fprintf(&b, "  %-23s %s\n", m, m.Means())
	}
	return b.String()
}
