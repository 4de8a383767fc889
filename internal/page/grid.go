// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package page

import (
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// Tone says whether a word is good or bad news, for output that can show colours.
type Tone int

// The tones.
const (
	// Plain is neither good nor bad.
	Plain Tone = iota
	// Good is as declared.
	Good
	// Bad is not as declared.
	Bad
	// Doubtful is unknown or in progress.
	Doubtful
	// Heading is a heading.
	Heading
)

// MarshalText returns the name of a tone, for the dashboard.
func (t Tone) MarshalText() ([]byte, error) {
	return []byte(map[Tone]string{Good: "good", Bad: "bad", Doubtful: "doubtful", Plain: "plain", Heading: "plain"}[t]), nil
}

// Paint renders a text in a tone.
type Paint func(Tone, string) string

// Colourless renders every tone alike.
func Colourless(_ Tone, text string) string { return text }

// Colours renders tones as colours of a terminal.
func Colours(t Tone, text string) string {
	code := map[Tone]string{Good: "32", Bad: "31", Doubtful: "33", Heading: "1"}[t]
	if code == "" || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

// cell is a cell of a grid.
type cell struct {
	text string
	tone Tone
}

func plain(texts ...string) []cell {
	row := make([]cell, 0, len(texts))
	for _, t := range texts {
		row = append(row, cell{text: t})
	}
	return row
}

func headings(texts ...string) []cell {
	row := plain(texts...)
	for i := range row {
		row[i].tone = Heading
	}
	return row
}

// grid is a table whose columns are aligned.
type grid [][]cell

// write writes the rows, with three spaces between columns and none after the last.
func (g grid) write(to *strings.Builder, indent string, paint Paint) {
	widths := g.widths()
	for _, row := range g {
		var line strings.Builder
		gap := indent
		for i, c := range row {
			if c.text != "" {
				line.WriteString(gap + paint(c.tone, c.text))
				gap = ""
			}
			gap += strings.Repeat(" ", widths[i]-columns(c.text)+3)
		}
		to.WriteString(line.String() + "\n")
	}
}

func (g grid) widths() []int {
	var widths []int
	for _, row := range g {
		for i, c := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], columns(c.text))
		}
	}
	return widths
}

// columns returns how many columns of a terminal a text takes: two for each Korean character.
func columns(text string) int {
	n := 0
	for _, r := range text {
		switch width.LookupRune(r).Kind() {
		case width.EastAsianWide, width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}

// Sanitize turns a text from elsewhere, such as an engine's message, into one line without control characters, so that
// it cannot send commands to a terminal.
func Sanitize(text string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, text)), " ")
}
