// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package settings reads flags, or environment variables in their place, for programs that have no other settings.
package settings

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/pflag"
)

// Prefix is the prefix of the environment variables of a program.
type Prefix string

// ErrVersion is returned if the version was requested.
var ErrVersion = errors.New("the version was requested")

// version is the flag that requests the version. It has no variable, because charts and Pods often set one of that name.
const version = "version"

// New returns a flag set to which a program adds its flags.
func New(program string) *pflag.FlagSet {
	f := pflag.NewFlagSet(program, pflag.ContinueOnError)
	f.Usage = func() {}
	f.SortFlags = false
	return f
}

// AddVersion adds the flag --version.
func AddVersion(flags *pflag.FlagSet) { flags.Bool(version, false, "print the version and exit") }

// Read reads arguments, and the environment for flags that are not set. The error is pflag.ErrHelp if help was requested, and
// ErrVersion if the version was; otherwise it says what to fix.
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

// Variable returns the environment variable of a flag.
func (p Prefix) Variable(flag string) string {
	return string(p) + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// environment sets the flags that the arguments do not set.
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
