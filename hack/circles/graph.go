// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"maps"
	"slices"
)

// graph holds for each file the files that it refers to.
type graph map[string]map[string][]string

// largestCircle returns the largest set of files of which each refers to each other, on whatever way; nil where no two do.
// It finds strongly connected components with Tarjan's algorithm (SIAM Journal on Computing 1, 1972).
func largestCircle(g graph) []string {
	t := tarjan{graph: g, index: map[string]int{}, low: map[string]int{}, open: map[string]bool{}}
	for _, file := range slices.Sorted(maps.Keys(g)) {
		if t.index[file] == 0 {
			t.visit(file)
		}
	}
	slices.Sort(t.largest)
	return t.largest
}

type tarjan struct {
	graph   graph
	index   map[string]int // the order in which files were visited, from 1
	low     map[string]int // the lowest index that can be reached
	stack   []string
	open    map[string]bool // what stands on the stack
	largest []string
}

func (t *tarjan) visit(file string) {
	t.index[file] = len(t.index) + 1
	t.low[file] = t.index[file]
	t.stack = append(t.stack, file)
	t.open[file] = true
	for next := range t.graph[file] {
		if t.index[next] == 0 {
			t.visit(next)
		}
		if t.open[next] {
			t.low[file] = min(t.low[file], t.low[next])
		}
	}
	if t.low[file] == t.index[file] {
		t.closeComponent(file)
	}
}

func (t *tarjan) closeComponent(first string) {
	at := slices.Index(t.stack, first)
	component := slices.Clone(t.stack[at:])
	t.stack = t.stack[:at]
	for _, file := range component {
		t.open[file] = false
	}
	if len(component) > 1 && len(component) > len(t.largest) {
		t.largest = component
	}
}
