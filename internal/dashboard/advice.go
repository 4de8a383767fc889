// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package dashboard

import (
	"regexp"
	"strings"
	"sync"

	"github.com/codegen-dev/codegen-operator/docs"
)

// Advice is what docs/reference/conditions.md has on a reason. A part of it in backquotes is code.
type Advice struct {
	// Means is what the reason means.
	Means string `json:"means,omitempty"`
	// Do is what to do about it; empty: nothing.
	Do string `json:"do,omitempty"`
}

// chapter is the table of a section.
type chapter struct {
	heading string
	rows    map[string]Advice
}

// chapters are the sections of the page that have such a table.
var chapters = sync.OnceValue(func() []chapter { return read(docs.Conditions) })

// advise is the advice on a reason of a condition. Some conditions take their reason from another one.
func advise(condition, reason string) Advice {
	var borrowed Advice
	for _, c := range chapters() {
		advice, found := c.rows[reason]
		switch {
		case found && strings.Contains(c.heading, condition):
			return advice
		case found && borrowed == Advice{}:
			borrowed = advice
		}
	}
	return borrowed
}

// read reads the tables of a page.
func read(text string) []chapter {
	var all []chapter
	for _, section := range strings.Split(text, "\n## ")[1:] {
		c := chapter{rows: map[string]Advice{}}
		c.heading, _, _ = strings.Cut(section, "\n")
		var head []string
		for _, line := range strings.Split(section, "\n") {
			cells := row(line)
			switch {
			case cells == nil:
			case cells[0] == "reason":
				head = cells
			case head != nil && len(cells) == len(head):
				c.rows[strings.Trim(cells[0], "`")] = adviceOf(head, cells)
			}
		}
		all = append(all, c)
	}
	return all
}

func row(line string) []string {
	line, is := strings.CutPrefix(line, "| ")
	if !is {
		return nil
	}
	cells := strings.Split(strings.TrimSuffix(line, " |"), " | ")
	for i := range cells {
		cells[i] = link.ReplaceAllString(strings.TrimSpace(cells[i]), "$1")
	}
	return cells
}

// link is a link of Markdown; the page shows its words.
var link = regexp.MustCompile(`\[([^\]]+)\]\([^)]+\)`)

func adviceOf(head, cells []string) Advice {
	var a Advice
	for i, title := range head {
		switch title {
		case "it means":
			a.Means = cells[i]
		case "what to do":
			a.Do = cells[i]
		}
	}
	if a.Do == "nothing" {
		a.Do = ""
	}
	return a
}
