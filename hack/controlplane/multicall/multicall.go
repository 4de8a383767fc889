// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package multicall picks the program that one binary is to be. It stands
// apart so that its test compiles without Kubernetes.
package multicall

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
)

// Programs are the mains of a binary, by the names that it can be called as.
type Programs map[string]func()

// Lookup finds the program that argv0, the first of os.Args, names.
func (p Programs) Lookup(argv0 string) (func(), error) {
	name := strings.TrimSuffix(filepath.Base(argv0), ".exe")
	if run, ok := p[name]; ok {
		return run, nil
	}
	return nil, fmt.Errorf("called as %q, which is none of its programs: call it through a link named %s",
		name, strings.Join(slices.Sorted(maps.Keys(p)), ", "))
}
