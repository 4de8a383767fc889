// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

//go:build unix

package commands_test

import (
	"slices"
	"testing"
)

// TestCommandsOfABlock: a command ends where a shell would begin to work on it.
func TestCommandsOfABlock(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		language, text string
		want           []string
		output         string
	}{
		{"sh", "make demo   # a story\n\n# only a remark\nmake test\n", []string{"make demo   # a story", "make test"}, ""},
		{"sh", "kubectl get pods \\\n  -l a=b\nls\n", []string{"kubectl get pods \\\n  -l a=b", "ls"}, ""},
		{"sh", "cat <<END | wc -l\n$(not a command)\nEND\nls\n", []string{"cat <<END | wc -l\n$(not a command)\nEND", "ls"}, ""},
		{"sh", "ls |\n  wc\n", []string{"ls |\n  wc"}, ""},
		{"sh", "curl -d '{\"a\":\n 1}'\n", []string{"curl -d '{\"a\":\n 1}'"}, ""},
		{"console", "$ ls\nREADME.md   docs\nmore\n", []string{"ls"}, "README.md docs"},
	} {
		var got []string
		commands := commandsOf(t, block{language: c.language, text: c.text})
		for _, command := range commands {
			got = append(got, command.text)
		}
		if !slices.Equal(got, c.want) || commands[0].output != c.output {
			t.Errorf("%q has the commands %q with the output %q", c.text, got, commands[0].output)
		}
	}
}

// TestExitOfACommand: by itself, by a signal, and with which code.
func TestExitOfACommand(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct {
		code                 int
		runsUntilInterrupted bool
	}{
		"kubectl get pods":                                            {},
		"kubectl get pods --watch":                                    {runsUntilInterrupted: true},
		"kubectl codegen watch --once":                                {},
		"kubectl codegen dashboard    # until it is interrupted":      {runsUntilInterrupted: true},
		"kubectl codegen check -f backend.yaml    # exits with 2: so": {code: 2},
		"make run ARGS=\"--log-format=text\" &":                       {},
	} {
		if c := (command{text: text}); c.exit() != want.code || c.runsUntilInterrupted() != want.runsUntilInterrupted {
			t.Errorf("%s exits with %d, runs until interrupted: %v", text, c.exit(), c.runsUntilInterrupted())
		}
	}
}
