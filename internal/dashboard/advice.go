// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package dashboard

import (
	"regexp"
	"strings"
	"sync"

	"github.com/codegen-dev/codegen-operator/docs"
)

// Advice is what the documentation says about a reason. Backquotes mark code.
type Advice struct {
	// Means says what the reason means.
	Means string `json:"means,omitempty"`
	// Do says what to do about it; empty for nothing.
	Do string `json:"do,omitempty"`
}

// reasonTable is the table of reasons of a section of the page.
type reasonTable struct {
	heading string
	rows    map[string]Advice
}

// reasonTables returns the tables of the page.
var reasonTables = sync.OnceValue(func() []reasonTable { return parse(docs.Conditions) })

// adviceFor returns the advice on a reason of a condition. Some conditions use a reason of another one, whose section has it.
func adviceFor(condition, reason string) Advice {
	var fromOther Advice
	for _, c := range reasonTables() {
		advice, found := c.rows[reason]
		switch {
		case found && strings.Contains(c.heading, condition):
			return advice
		case found && fromOther == Advice{}:
			fromOther = advice
		}
	}
	return fromOther
}

// parse reads the tables of a page.
func parse(text string) []reasonTable {
	var all []reasonTable
	for _, section := range strings.Split(text, "\n## ")[1:] {
		c := reasonTable{rows: map[string]Advice{}}
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

// link is a link in Markdown, of which the page shows the text.
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
