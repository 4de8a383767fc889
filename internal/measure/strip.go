// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package measure

import "strings"

const fence = "```"

func withLF(text string) string { return strings.ReplaceAll(text, "\r\n", "\n") }

// stripped drops what chat models put around an answer: white space, and one code fence around the whole text.
func stripped(text string) string {
	return strings.TrimSpace(withoutFence(strings.TrimSpace(text)))
}

// withoutFence leaves other text alone than one fenced block from the first line to the last: two blocks with prose between
// them, a fence that does not close, a code span on one line.
func withoutFence(text string) string {
	opening, rest, _ := strings.Cut(text, "\n")
	language, opens := strings.CutPrefix(opening, fence)
	body, closes := strings.CutSuffix("\n"+rest, "\n"+fence)
	if !opens || !closes || strings.Contains(language, "`") || strings.Contains(body, "\n"+fence) {
		return text
	}
	return body
}
