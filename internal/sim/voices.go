// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import "strings"

func fixed(text string) func(Script, string) string {
	return func(Script, string) string { return text }
}

func hardCoded(s Script, _ string) string { return s.HardCodedAnswer }

// accented pads the honest answer with text of which no character is one byte long.
func accented(_ Script, prompt string) string {
	return answerTo(prompt) + "\n# größer, schöner: 日本語 🙂"
}

var voices = []trait{
	{name: HardCoded, means: "one answer whatever the prompt", voice: voice{answer: hardCoded}},
	{name: WrongOutput, means: "answers something else", voice: voice{answer: fixed("raise SystemExit(1)")}},
	{name: Empty, means: "nothing but white space", voice: voice{answer: fixed("  \n"), line: blankLine}},
}

func blankLine(i int) string { return strings.Repeat(" ", 1+i%3) }
