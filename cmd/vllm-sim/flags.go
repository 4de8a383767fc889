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

// options is the command line, understood.
type options struct {
	protocol sim.Protocol
	listen   string
	control  string
	script   sim.Script
	version  bool
}

// words are the flags that need more than pflag to be understood.
type words struct{ protocol, misbehave, build string }

// parse reads the command line. --help writes the usage and returns pflag.ErrHelp.
func parse(args []string, getenv func(string) string, out io.Writer) (options, error) {
	o := options{script: sim.Script{}.Defaults()}
	var w words
	flags := flagsOf(&o, &w)
	flags.SetOutput(out)
	flags.Usage = func() { fmt.Fprint(out, usage(flags)) }
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if flags.NArg() > 0 {
		return o, fmt.Errorf("unexpected argument %q: there are only flags, see --help", flags.Arg(0))
	}
	if o.script.APIKey == "" {
		o.script.APIKey = getenv("SIM_API_KEY")
	}
	return o, understand(&o, w)
}

func flagsOf(o *options, w *words) *pflag.FlagSet {
	s := &o.script
	f := pflag.NewFlagSet("vllm-sim", pflag.ContinueOnError)
	f.SortFlags = false
	f.StringVar(&w.protocol, "protocol", string(sim.OpenAI), "the wire format: OpenAI, MultiLoRA or CodeGen")
	f.StringVar(&o.listen, "listen", "127.0.0.1:0", "where to listen; port 0 takes a free one, an empty host is 127.0.0.1")
	f.StringVar(&o.control, "control", "", "a listener of its own for the control API, so that it outlives a kill")
	f.StringSliceVar(&s.Models, "models", s.Models, "the adapters served")
	f.StringVar(&s.APIKey, "api-key", "", "the key asked for (better: the environment variable SIM_API_KEY)")
	f.DurationVar(&s.TimeToFirstToken, "time-to-first-token", s.TimeToFirstToken, "the wait before the first token")
	f.DurationVar(&s.TokenInterval, "token-interval", s.TokenInterval, "the wait between two tokens")
	f.DurationVar(&s.Jitter, "jitter", 0, "the most by which each wait is lengthened")
	f.IntVar(&s.Tokens, "tokens", s.Tokens, "how many tokens an answer has at least")
	f.IntVar(&s.TokensPerEvent, "tokens-per-event", s.TokensPerEvent, "how many tokens one event carries")
	f.IntVar(&s.Slots, "slots", 0, "how many sequences run at once (0: one for MultiLoRA, else no limit)")
	f.StringVar(&w.build, "build", string(s.Build), "the age of the server: newest, double-end or older")
	f.StringVar(&w.misbehave, "misbehave", string(sim.None), "how to misbehave from the start, see below")
	f.BoolVar(&s.StampSends, "stamp-sends", false, "add sent_unix_nano to every event")
	f.BoolVar(&o.version, "version", false, "print the version and end")
	return f
}

// understand turns words into values, and durations of 0 into none: on a command
// line 0 means 0, where in a Script it means the default.
func understand(o *options, w words) (err error) {
	if o.protocol, err = sim.ParseProtocol(w.protocol); err != nil {
		return fmt.Errorf("--protocol: %w", err)
	}
	if o.script.Misbehave, err = sim.ParseMisbehaviour(w.misbehave); err != nil {
		return fmt.Errorf("--misbehave: %w", err)
	}
	if o.script.Tokens < 1 || o.script.TokensPerEvent < 1 {
		return fmt.Errorf("--tokens and --tokens-per-event must be at least 1")
	}
	if o.listen, err = loopbackUnlessTold(o.listen); err != nil {
		return fmt.Errorf("--listen: %w", err)
	}
	o.script.Build = sim.Build(w.build)
	if o.script.TimeToFirstToken == 0 {
		o.script.TimeToFirstToken = -1
	}
	if o.script.TokenInterval == 0 {
		o.script.TokenInterval = -1
	}
	return nil
}

func loopbackUnlessTold(addr string) (string, error) {
	host, port, err := net.SplitHostPort(addr)
	if err == nil && host == "" {
		return net.JoinHostPort("127.0.0.1", port), nil
	}
	return addr, err
}

func usage(flags *pflag.FlagSet) string {
	var b strings.Builder
	fmt.Fprintf(&b, `vllm-sim is a simulated engine for tests and demos. It generates nothing, and it
misbehaves on command. It listens on loopback unless --listen says otherwise.

Usage:
  vllm-sim [flags]

Examples:
  # an engine as vLLM serves it, on port 8002
  vllm-sim --listen 127.0.0.1:8002

  # a backend that asks for a key and answers from a hard-coded fallback
  SIM_API_KEY=secret vllm-sim --protocol CodeGen --misbehave hard-coded

  # kill a running engine and bring it back, through a control listener of its own
  vllm-sim --listen 127.0.0.1:8002 --control 127.0.0.1:9002 &
  curl -X POST http://127.0.0.1:9002/sim/kill
  curl -X POST http://127.0.0.1:9002/sim/revive

  # slow it down while it runs, see what it was asked
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
