// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
)

// narrator tells the story in plain lines, each stamped with the seconds since the beginning.
type narrator struct {
	mu    sync.Mutex // guards out, so that a table is not torn by a line
	out   io.Writer
	since func() time.Duration
}

func newNarrator(out io.Writer) *narrator {
	begun := time.Now()
	return &narrator{out: out, since: func() time.Duration { return time.Since(begun) }}
}

// say tells one line.
func (n *narrator) say(format string, args ...any) { n.quote(fmt.Sprintf(format, args...), "") }

// quote tells one line, and below it what somebody else printed.
func (n *narrator) quote(line, text string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	fmt.Fprintf(n.out, "%7.1f s  %s\n", n.since().Seconds(), line)
	fmt.Fprint(n.out, indented(text))
}

// under goes on with the line before.
func (n *narrator) under(text string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	fmt.Fprint(n.out, indented(text))
}

// below is as far as the stamp reaches.
const below = "           "

func indented(text string) string {
	var b strings.Builder
	for line := range strings.Lines(strings.TrimRight(text, "\n")) {
		b.WriteString(strings.TrimRight(below+line, " \n") + "\n")
	}
	return b.String()
}

// seconds says a time as people do: to the hundredth of a second.
func seconds(d time.Duration) string { return fmt.Sprintf("%.2f s", d.Seconds()) }
