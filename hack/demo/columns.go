// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"strings"
)

// columns lays rows out below one another. Of the last column nothing is cut or padded.
func columns(rows [][]string) string {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], len(cell))
		}
	}
	var b strings.Builder
	for _, row := range rows {
		b.WriteString(laid(row, widths) + "\n")
	}
	return b.String()
}

func laid(row []string, widths []int) string {
	var b strings.Builder
	for i, cell := range row {
		b.WriteString(cell + strings.Repeat(" ", widths[i]-len(cell)+3))
	}
	return strings.TrimRight(b.String(), " ")
}

// cellsOf reads the named columns of every row of a table that kubectl printed. An empty cell is told by where the heads
// stand, not by counting words.
func cellsOf(table string, heads ...string) string {
	lines := strings.Split(table, "\n")
	var cells []string
	for _, row := range lines[1:] {
		for _, head := range heads {
			cells = append(cells, cellOf(lines[0], row, head))
		}
	}
	return strings.Join(cells, "|")
}

func cellOf(header, row, head string) string {
	from := strings.Index(" "+header+" ", " "+head+" ")
	if from < 0 || from >= len(row) {
		return ""
	}
	end := from + len(head)
	for end < len(header) && header[end] == ' ' {
		end++
	}
	if end == len(header) {
		end = len(row)
	}
	return strings.TrimSpace(row[from:min(end, len(row))])
}
