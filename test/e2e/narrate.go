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

// narrator prints lines, each with the seconds since the start.
type narrator struct {
	mu    sync.Mutex // guards out, so that lines do not interleave with tables
	out   io.Writer
	begun time.Time
}

func newNarrator(out io.Writer, begun time.Time) *narrator { return &narrator{out: out, begun: begun} }

// say prints one line.
func (n *narrator) say(format string, args ...any) { n.quote(fmt.Sprintf(format, args...), "") }

// quote prints one line and, indented below it, the output of another program.
func (n *narrator) quote(line, text string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	fmt.Fprintf(n.out, "%7.1f s  %s\n", time.Since(n.begun).Seconds(), line)
	fmt.Fprint(n.out, indented(text))
}

func indented(text string) string {
	var b strings.Builder
	for line := range strings.Lines(strings.TrimRight(text, "\n")) {
		b.WriteString(strings.TrimRight("           "+line, " \n") + "\n")
	}
	return b.String()
}

// seconds formats a duration to the hundredth of a second.
func seconds(d time.Duration) string { return fmt.Sprintf("%.2f s", d.Seconds()) }
