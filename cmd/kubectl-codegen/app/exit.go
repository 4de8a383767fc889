// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"errors"

	"github.com/spf13/cobra"
)

// The exit codes, as docs/reference/kubectl.md has them.
const (
	// ExitOK: all is well; everything that was asked for holds.
	ExitOK = 0
	// ExitNotMet: a requirement does not hold, or could not be proven to.
	ExitNotMet = 1
	// ExitUsage: the command line, or the manifest, is not right.
	ExitUsage = 2
	// ExitCluster: the cluster did not do what was asked of it.
	ExitCluster = 3
)

// exitError is an error with an exit code.
type exitError struct {
	code int
	err  error // nil if the output says already what is wrong
}

func (f *exitError) Error() string {
	if f.err == nil {
		return ""
	}
	return f.err.Error()
}

func (f *exitError) Unwrap() error { return f.err }

// usageError is an error in the command line or the manifest.
func usageError(err error) error { return &exitError{code: ExitUsage, err: err} }

// failUnless returns an error without a message if something does not hold.
func failUnless(holds bool) error {
	if holds {
		return nil
	}
	return &exitError{code: ExitNotMet}
}

// withExitCode turns an error of a command into one with ExitCluster, unless it has a code already.
func withExitCode(run func(*cobra.Command, []string) error) func(*cobra.Command, []string) error {
	return func(c *cobra.Command, args []string) error {
		err := run(c, args)
		if known := (*exitError)(nil); err == nil || errors.As(err, &known) {
			return err
		}
		return &exitError{code: ExitCluster, err: err}
	}
}

// codeOf returns the exit code of an error. Cobra's own errors are about the command line.
func codeOf(err error) int {
	known := (*exitError)(nil)
	switch {
	case err == nil:
		return ExitOK
	case errors.As(err, &known):
		return known.code
	default:
		return ExitUsage
	}
}
