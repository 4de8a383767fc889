// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
)

// finding is a place with a replaced name or phrase.
type finding struct {
	path       string
	line       int
	found, use string
}

func (f finding) String() string {
	return fmt.Sprintf("%s:%d: found %q, use %s", f.path, f.line, f.found, f.use)
}

// checkFile checks one file: its path, its text and, in Go, the identifiers that it declares.
func (p patterns) checkFile(name, text string) ([]finding, error) {
	for _, s := range p.skip {
		if s.MatchString(name) {
			return nil, nil
		}
	}
	findings := p.checkPath(name)
	if strings.ContainsRune(text, 0) {
		return findings, nil // binary
	}
	findings = append(findings, p.checkPhrases(name, text)...)
	if path.Ext(name) != ".go" {
		return findings, nil
	}
	found, err := p.checkIdentifiers(name, text)
	return append(findings, found...), err
}

func (p patterns) checkPath(name string) []finding {
	var findings []finding
	for _, pattern := range p.files {
		if strings.HasPrefix(name, pattern.under) && pattern.regexp.MatchString(name) {
			findings = append(findings, finding{name, 1, name, pattern.use})
		}
	}
	return findings
}

func (p patterns) checkPhrases(name, text string) []finding {
	var findings []finding
	for _, pattern := range p.phrases {
		if !strings.HasPrefix(name, pattern.under) {
			continue
		}
		for _, at := range pattern.regexp.FindAllStringIndex(text, -1) {
			line := 1 + strings.Count(text[:at[0]], "\n")
			findings = append(findings, finding{name, line, text[at[0]:at[1]], pattern.use})
		}
	}
	return findings
}

func sortByLine(findings []finding) {
	slices.SortStableFunc(findings, func(a, b finding) int {
		return cmp.Or(cmp.Compare(a.line, b.line), cmp.Compare(a.found, b.found))
	})
}
