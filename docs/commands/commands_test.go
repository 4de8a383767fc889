// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

//go:build unix

package commands_test

import (
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// command is what is typed at once: a line, or several where it goes on.
type command struct {
	page string
	line int
	text string
	// output is the first line of the output that a console shows; empty: none.
	output string
}

func (c command) String() string { return fmt.Sprintf("%s:%d: %s", c.page, c.line, c.text) }

// commandsOf are the commands of a block.
func commandsOf(t *testing.T, b block) []command {
	t.Helper()
	var all []command
	lines := strings.Split(strings.TrimSuffix(b.text, "\n"), "\n")
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		if b.language == "console" {
			typed, ok := strings.CutPrefix(strings.TrimSpace(line), "$ ")
			if !ok {
				addOutput(all, line)
				continue
			}
			line = typed
		}
		c := command{page: b.page, line: b.line + i, text: line}
		for !complete(t, c.text) && i+1 < len(lines) {
			i++
			c.text += "\n" + lines[i]
		}
		if !onlyComment(c.text) {
			all = append(all, c)
		}
	}
	return all
}

// addOutput records the first line of the output of the latest command.
func addOutput(all []command, line string) {
	if len(all) > 0 && all[len(all)-1].output == "" {
		all[len(all)-1].output = strings.Join(strings.Fields(line), " ")
	}
}

// complete tells whether a shell would begin to work on a text, rather than to wait for more of it.
func complete(t *testing.T, text string) bool {
	t.Helper()
	if strings.HasSuffix(text, `\`) {
		return false
	}
	check := exec.CommandContext(t.Context(), "bash", "-n")
	check.Stdin = strings.NewReader(text + "\n")
	complaint, err := check.CombinedOutput() // a here-document without its end is only warned of
	return err == nil && len(complaint) == 0
}

func onlyComment(text string) bool {
	text = strings.TrimSpace(text)
	return text == "" || strings.HasPrefix(text, "#")
}

var exits = regexp.MustCompile(`# exits with (\d+)`)

// exit is the code that a command is said to exit with.
func (c command) exit() int {
	if m := exits.FindStringSubmatch(c.text); m != nil {
		code, _ := strconv.Atoi(m[1]) // digits
		return code
	}
	return 0
}

// runsUntilInterrupted tells whether a command ends only when it is interrupted.
func (c command) runsUntilInterrupted() bool {
	text, remark, _ := strings.Cut(c.text, " #")
	text = strings.TrimSpace(text)
	switch {
	case strings.Contains(remark, "until it is interrupted"):
		return true
	case strings.HasSuffix(text, "&"):
		return false
	case strings.HasPrefix(text, "kubectl codegen watch"):
		return !strings.Contains(text, "--once")
	case strings.HasPrefix(text, "go run ./cmd/vllm-sim"):
		return !strings.Contains(text, "--help")
	}
	return strings.HasSuffix(text, " --watch") || strings.HasPrefix(text, "make run")
}
