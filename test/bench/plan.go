// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"flag"
	"fmt"
	"time"
)

// plan is what one run does.
type plan struct {
	only    string
	gateway string
	tokens  int
	rounds  int
	flat    int
	idle    int
	streams []int
	limit   time.Duration
}

func parse(args []string) (plan, error) {
	p := plan{streams: []int{1, 100, 500}}
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.StringVar(&p.gateway, "gateway", "", "the program codegen-gateway; it is left out where none is given")
	flags.StringVar(&p.only, "only", "", "only scenarios whose name contains this")
	flags.IntVar(&p.tokens, "tokens", 512, "tokens of a paced answer, at 50 a second")
	flags.IntVar(&p.rounds, "rounds", 3, "how often each proxy has its turn")
	flags.IntVar(&p.flat, "flat", 1_000_000, "tokens of a run flat out")
	flags.IntVar(&p.idle, "idle", 5000, "idle streams")
	flags.DurationVar(&p.limit, "limit", 20*time.Minute, "the most that all of it may take")
	if err := flags.Parse(args); err != nil {
		return plan{}, fmt.Errorf("read the flags: %w", err)
	}
	return p, nil
}
