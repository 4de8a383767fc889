// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package story

import "strings"

// Columns lays rows out below one another. Of the last column nothing is cut or padded.
func Columns(rows [][]string) string {
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
