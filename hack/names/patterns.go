// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"regexp"
	"strings"
)

// pattern is a replaced name or phrase.
type pattern struct {
	regexp *regexp.Regexp
	// under is the path prefix that the pattern is limited to; empty means everywhere.
	under string
	// use is what to write instead.
	use string
}

// patterns are the lines of patterns.txt, by kind.
type patterns struct {
	identifiers, files, phrases []pattern
	// skip are the paths that are not checked.
	skip []*regexp.Regexp
}

var line = regexp.MustCompile(`^(identifier|file|phrase|skip)(?: in (\S+))?: (.+?)(?: => (.+))?$`)

// betweenWords matches a space of a phrase wherever the text wraps, in a comment as well.
const betweenWords = `[\s/#*]+`

func parsePatterns(text string) (patterns, error) {
	var all patterns
	for i, l := range strings.Split(text, "\n") {
		if l = strings.TrimSpace(l); l == "" || strings.HasPrefix(l, "#") {
			continue
		}
		if err := all.add(line.FindStringSubmatch(l)); err != nil {
			return all, fmt.Errorf("line %d: %w", i+1, err)
		}
	}
	return all, nil
}

// add adds a line that has been split into kind, path, regular expression and replacement.
func (p *patterns) add(fields []string) error {
	if fields == nil {
		return fmt.Errorf("want KIND[ in PATH]: REGEXP => USE")
	}
	expression := fields[3]
	if fields[1] == "phrase" {
		expression = strings.ReplaceAll(expression, " ", betweenWords)
	}
	compiled, err := regexp.Compile(expression)
	if err != nil {
		return err
	}
	entry := pattern{compiled, fields[2], fields[4]}
	switch fields[1] {
	case "identifier":
		p.identifiers = append(p.identifiers, entry)
	case "file":
		p.files = append(p.files, entry)
	case "phrase":
		p.phrases = append(p.phrases, entry)
	default:
		p.skip = append(p.skip, compiled)
	}
	return nil
}
