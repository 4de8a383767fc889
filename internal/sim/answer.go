// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"fmt"
	"hash/fnv"
	"regexp"
	"strings"
)

// answerer makes the answer to a prompt: the text, and the lines that pad it.
type answerer struct {
	text func(s Script, prompt string) string
	line func(i int) string
}

var honest = answerer{
	text: func(_ Script, prompt string) string { return answerTo(prompt) },
	line: commentLine,
}

// or fills in what an answerer leaves out.
func (a answerer) or(other answerer) answerer {
	if a.text == nil {
		a.text = other.text
	}
	if a.line == nil {
		a.line = other.line
	}
	return a
}

var asksForPrint = regexp.MustCompile(`(?i)\bprint(?:s|ing)?\b[^"]*"([^"\n]*)"`)

// answerTo is the honest answer: the print that is asked for, or else some
// plausible code. It depends on nothing but the prompt.
func answerTo(prompt string) string {
	if m := asksForPrint.FindStringSubmatch(prompt); m != nil {
		return `print("` + m[1] + `")`
	}
	return plausible(prompt)
}

var words = regexp.MustCompile(`[A-Za-z]+`)

var bodies = []string{
	"items = sorted(values)\n    return items[0]",
	"total = sum(values)\n    return total / len(values)",
	"seen = set(values)\n    return [v for v in values if v in seen]",
	"result = {}\n    for v in values:\n        result[v] = result.get(v, 0) + 1\n    return result",
}

func plausible(prompt string) string {
	name := strings.ToLower(strings.Join(words.FindAllString(prompt, 3), "_"))
	if name == "" {
		name = "answer"
	}
	return fmt.Sprintf("def %s(values):\n    %s", name, bodies[hash(prompt)%uint64(len(bodies))])
}

func commentLine(i int) string { return fmt.Sprintf("# line %d keeps the shape of the answer", i) }

func fixed(text string) func(Script, string) string {
	return func(Script, string) string { return text }
}

func hardCoded(s Script, _ string) string { return s.HardCodedAnswer }

// accented pads the honest answer with text of which no character is one byte long.
func accented(_ Script, prompt string) string {
	return answerTo(prompt) + "\n# größer, schöner: 日本語 🙂"
}

func blankLine(i int) string { return strings.Repeat(" ", 1+i%3) }

func hash(text string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(text)) // a hash never fails
	return h.Sum64()
}
