// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Command chunkplot draws the picture of docs/concepts/chunking.md, from the schedule itself: how many tokens each
// chunk has, for some bounds, and what the hold makes of it at a pace of 50 tokens a second. It writes an SVG to its
// output; a test holds the one that is kept against it.
package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/chunk"
)

func main() { draw(os.Stdout) }

// The plot: chunks from left to right, tokens upwards.
const (
	left, top      = 60, 40
	width, height  = 600, 300
	chunks, tokens = 100, 40
)

// declared is the range that is drawn.
var declared = chunk.Range{Min: 50, Max: chunks}

type curve struct {
	label, color, dash string
	sizes              []int
}

func draw(out io.Writer) {
	curves := []curve{
		{"at most 1024 tokens, as fast as you like", "#0b7285", "", sizes(1024, 0)},
		{"at most 512 tokens, as fast as you like", "#2f9e44", "", sizes(512, 0)},
		{"at most 512 tokens, at 50 tokens/s, held for 250 ms", "#2f9e44", "5 4", sizes(512, 20*time.Millisecond)},
		{"at most 150 tokens, as fast as you like", "#e8590c", "", sizes(150, 0)},
	}
	fmt.Fprintf(out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">`+"\n", left+width+30, top+height+60)
	fmt.Fprintf(out, `<rect width="100%%" height="100%%" fill="white"/>`+"\n")
	axes(out)
	for i, c := range curves {
		c.draw(out, top+16+18*i)
	}
	fmt.Fprintln(out, "</svg>")
}

func axes(out io.Writer) {
	for n := 0; n <= chunks; n += 10 {
		line(out, x(n), y(0), x(n), y(tokens))
		text(out, x(n), y(0)+18, "middle", fmt.Sprint(n))
	}
	for n := 0; n <= tokens; n += 10 {
		line(out, x(0), y(n), x(chunks), y(n))
		text(out, x(0)-8, y(n)+4, "end", fmt.Sprint(n))
	}
	text(out, x(chunks/2), y(0)+40, "middle", "chunk of the answer, of 50 to 100")
	text(out, left, top-14, "start", "tokens in it")
}

func line(out io.Writer, x1, y1, x2, y2 int) {
	fmt.Fprintf(out, `<line x1="%d" y1="%d" x2="%d" y2="%d" stroke="#dee2e6"/>`+"\n", x1, y1, x2, y2)
}

func text(out io.Writer, x, y int, anchor, words string) {
	fmt.Fprintf(out, `<text x="%d" y="%d" text-anchor="%s">%s</text>`+"\n", x, y, anchor, words)
}

// draw draws a step for each chunk, and the label.
func (c curve) draw(out io.Writer, at int) {
	var path strings.Builder
	for i, size := range c.sizes {
		if i == 0 {
			fmt.Fprintf(&path, "M%d %d", x(0), y(size))
		}
		fmt.Fprintf(&path, "V%dH%d", y(size), x(i+1))
	}
	style := fmt.Sprintf(`fill="none" stroke="%s" stroke-width="2" stroke-dasharray="%s"`, c.color, c.dash)
	fmt.Fprintf(out, `<path d="%s" %s/>`+"\n", path.String(), style)
	fmt.Fprintf(out, `<path d="M%d %dh24" %s/>`+"\n", left+14, at-4, style)
	text(out, left+46, at, "start", c.label)
}

func x(chunk int) int { return left + chunk*width/chunks }

func y(size int) int { return top + height - min(size, tokens)*height/tokens }

// sizes are of the longest answer of a bound, whose tokens come at even steps; 0: all at once.
func sizes(bound int, step time.Duration) []int {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	j := chunk.NewJoiner(chunk.NewSchedule(declared, bound), chunk.DefaultHold)
	var all []int
	held := 0
	for range bound {
		if _, by := j.Due(); !by.IsZero() && by.Before(now) && j.Expire(by) {
			all, held = append(all, held), 0
		}
		held++
		if j.Add(now, now, 1) {
			all, held = append(all, held), 0
		}
		now = now.Add(step)
	}
	if j.Flush(now) {
		all = append(all, held)
	}
	return all
}
