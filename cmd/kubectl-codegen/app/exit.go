// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"errors"

	"github.com/spf13/cobra"
)

// The exit codes, as docs/reference/kubectl.md has them.
const (
	// Held: all is well; everything that was asked for holds.
	Held = 0
	// DidNotHold: a requirement does not hold, or could not be proven to.
	DidNotHold = 1
	// BadUsage: the command line, or the manifest, is not right.
	BadUsage = 2
	// NoAnswer: the cluster did not do what was asked of it.
	NoAnswer = 3
)

// failure is an error with an exit code.
type failure struct {
	code int
	err  error // nil: what is wrong was said already
}

func (f *failure) Error() string {
	if f.err == nil {
		return ""
	}
	return f.err.Error()
}

func (f *failure) Unwrap() error { return f.err }

// misused is an error of whoever started the program.
func misused(err error) error { return &failure{code: BadUsage, err: err} }

// unless is an error without a word where something does not hold.
func unless(holds bool) error {
	if holds {
		return nil
	}
	return &failure{code: DidNotHold}
}

// acting makes every error of a command that has begun one of the cluster, unless it says otherwise.
func acting(run func(*cobra.Command, []string) error) func(*cobra.Command, []string) error {
	return func(c *cobra.Command, args []string) error {
		err := run(c, args)
		if known := (*failure)(nil); err == nil || errors.As(err, &known) {
			return err
		}
		return &failure{code: NoAnswer, err: err}
	}
}

// codeOf is the exit code of an error. What cobra says by itself is about the command line.
func codeOf(err error) int {
	known := (*failure)(nil)
	switch {
	case err == nil:
		return Held
	case errors.As(err, &known):
		return known.code
	default:
		return BadUsage
	}
}
