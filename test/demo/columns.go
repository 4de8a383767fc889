// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"strings"
)

// cellsOf reads the named columns of every row of a table that kubectl printed. The positions of the headers tell empty
// cells apart, which counting words would not.
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
