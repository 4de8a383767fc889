// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package settings

import (
	"errors"
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

const prefix = Prefix("PROGRAM_")

// read reads arguments and an environment as a program does.
func read(args string, environment map[string]string) (name string, count int, err error) {
	f := New("program")
	f.StringVar(&name, "the-name", "nobody", "")
	f.IntVar(&count, "count", 1, "")
	AddVersion(f)
	err = prefix.Read(f, strings.Fields(args), func(name string) (string, bool) { value, found := environment[name]; return value, found })
	return name, count, err
}

func TestFlagsGoBeforeTheEnvironment(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		args        string
		environment map[string]string
		name        string
		count       int
	}{
		{"", nil, "nobody", 1},
		{"--the-name a", map[string]string{"PROGRAM_THE_NAME": "b", "PROGRAM_COUNT": "2", "COUNT": "3"}, "a", 2},
		{"", map[string]string{"PROGRAM_THE_NAME": ""}, "", 1},
		{"", map[string]string{"PROGRAM_VERSION": "v1.2.3"}, "nobody", 1},
	} {
		name, count, err := read(test.args, test.environment)
		if name != test.name || count != test.count || err != nil {
			t.Errorf("%q with %v gives %q, %d, %v", test.args, test.environment, name, count, err)
		}
	}
}

func TestWhatElseIsAskedFor(t *testing.T) {
	t.Parallel()
	if _, _, err := read("--help", nil); !errors.Is(err, pflag.ErrHelp) {
		t.Errorf("--help is %v", err)
	}
	if _, _, err := read("--version", map[string]string{"PROGRAM_COUNT": "many"}); !errors.Is(err, ErrVersion) {
		t.Errorf("--version is %v", err)
	}
}

func TestMistakesAreExplained(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]string{"--nonsense": "unknown flag", "word": "all settings are flags", "": "environment variable PROGRAM_COUNT"} {
		if _, _, err := read(args, map[string]string{"PROGRAM_COUNT": "many"}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is %v, want %q", args, err, want)
		}
	}
}
