// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package settings reads flags, and the environment in their place, for programs whose settings are flags alone.
package settings

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/pflag"
)

// Prefix begins the name of every variable that stands for a flag of a program.
type Prefix string

// ErrVersion is where the version was asked for.
var ErrVersion = errors.New("the version was asked for")

// version is the flag that asks for it. No variable stands for it: charts and pods are fond of variables of that name.
const version = "version"

// New is a set of flags that a program adds its own to.
func New(program string) *pflag.FlagSet {
	f := pflag.NewFlagSet(program, pflag.ContinueOnError)
	f.Usage = func() {}
	f.SortFlags = false
	return f
}

// AddVersion adds the flag that asks for the version.
func AddVersion(flags *pflag.FlagSet) { flags.Bool(version, false, "print the version and end") }

// Read reads arguments, and, where a flag is not given, the environment. The error is pflag.ErrHelp where help was asked for, and
// ErrVersion where the version was; otherwise it says what to fix.
func (p Prefix) Read(flags *pflag.FlagSet, args []string, lookup func(string) (string, bool)) error {
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q: all settings are flags, see --help", flags.Arg(0))
	}
	if asked, _ := flags.GetBool(version); asked {
		return ErrVersion
	}
	return p.environment(flags, lookup)
}

// Variable is the one that stands for a flag.
func (p Prefix) Variable(flag string) string {
	return string(p) + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// environment sets the flags that were not given.
func (p Prefix) environment(flags *pflag.FlagSet, lookup func(string) (string, bool)) error {
	var first error
	flags.VisitAll(func(f *pflag.Flag) {
		value, found := lookup(p.Variable(f.Name))
		if f.Changed || !found || first != nil || f.Name == version {
			return
		}
		if err := flags.Set(f.Name, value); err != nil {
			first = fmt.Errorf("environment variable %s: %w", p.Variable(f.Name), err)
		}
	})
	return first
}
