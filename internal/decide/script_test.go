// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package decide_test

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A script is a list of lines:
//
//	# a comment, which the narration begins with
//	check probe both 2/3                  a kind of check, its engines (vllm, legacy, both), failure and success threshold; what one
//	                                      named canary failed with in its latest run is its FailingCanary
//	begin with vllm                       vllm is active, and every check has passed often enough; else nothing is known
//	t=2s probe vllm pass                  an outcome: pass, inconclusive, or fail with a reason and a message
//	t=0s probe legacy fail Timeout x5 every 2s
//	t=1m pin legacy 10m vLLM upgrade      a pin from here on, with its reason
//	t=5m unpin
//	t=0s cooldown 30s..10m                the policy's least and most
//	t=0s failback 10,50,100 every 1m      gradual failback; none: all at once
//	t=0s mode Observe
//	t=3m restart                          streaks are lost, memory is not
//	t=3m clock -1h                        the clock is set
//	t=9m end                              time passes until here
//
// Lines are played in the order of their times, and lines of the same time in the order of the file.
type script struct {
	intro []string
	begin string // the engine to begin with; empty: none
	kinds []kind
	steps []step
}

type kind struct {
	name, engine     string
	failure, success int
}

type step struct {
	at    time.Duration
	words []string
}

func parse(text string) (script, error) {
	var s script
	for number, line := range strings.Split(text, "\n") {
		if err := s.take(strings.TrimSpace(line)); err != nil {
			return s, fmt.Errorf("line %d, %q: %w", number+1, line, err)
		}
	}
	slices.SortStableFunc(s.steps, func(a, b step) int { return cmp.Compare(a.at, b.at) })
	return s, nil
}

func (s *script) take(line string) error {
	switch {
	case line == "":
		return nil
	case strings.HasPrefix(line, "#"):
		s.intro = append(s.intro, line)
		return nil
	case strings.HasPrefix(line, "begin with "):
		s.begin = strings.TrimPrefix(line, "begin with ")
		return nil
	case strings.HasPrefix(line, "check "):
		return s.takeKind(strings.Fields(line)[1:])
	case strings.HasPrefix(line, "t="):
		return s.takeStep(strings.Fields(strings.TrimPrefix(line, "t=")))
	}
	return fmt.Errorf("neither a comment, nor begin, check or t=")
}

func (s *script) takeKind(words []string) error {
	k := kind{name: words[0]}
	if _, err := fmt.Sscanf(words[2], "%d/%d", &k.failure, &k.success); err != nil {
		return err
	}
	for _, k.engine = range []string{"vllm", "legacy"} {
		if words[1] == k.engine || words[1] == "both" {
			s.kinds = append(s.kinds, k)
		}
	}
	return nil
}

// takeStep also unrolls "x5 every 2s" at the end of a line.
func (s *script) takeStep(words []string) error {
	at, err := time.ParseDuration(words[0])
	if err != nil {
		return err
	}
	times, period, words := 1, time.Duration(0), words[1:]
	if n := len(words); n > 3 && words[n-2] == "every" && strings.HasPrefix(words[n-3], "x") {
		if period, err = time.ParseDuration(words[n-1]); err != nil {
			return err
		}
		if times, err = strconv.Atoi(strings.TrimPrefix(words[n-3], "x")); err != nil {
			return err
		}
		words = words[:n-3]
	}
	for i := range times {
		s.steps = append(s.steps, step{at: at + time.Duration(i)*period, words: words})
	}
	return nil
}
