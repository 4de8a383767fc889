// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package docs_test

import (
	"strings"
	"testing"
)

// TestTheIndex: docs/README.md links to every page below docs but single decisions, and README.md to the index.
func TestTheIndex(t *testing.T) {
	t.Parallel()
	index := read(t, "docs/README.md")
	for path := range pages(t) {
		name, below := strings.CutPrefix(path, "docs/")
		if !below || name == "README.md" || strings.HasPrefix(name, "decisions/0") {
			continue
		}
		if !strings.Contains(index, "]("+name+")") {
			t.Errorf("docs/README.md does not link to %s", name)
		}
	}
	if !strings.Contains(read(t, "README.md"), "](docs/README.md)") {
		t.Error("README.md does not link to docs/README.md")
	}
}
