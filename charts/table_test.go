// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package charts_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the table of values into docs/reference/helm-values.md")

// TestTheTableOfValues: docs/reference/helm-values.md ends with a table of all values, with the defaults and comments of values.yaml.
func TestTheTableOfValues(t *testing.T) {
	t.Parallel()
	const page, head = "../docs/reference/helm-values.md", "| value | default | meaning |\n|---|---|---|\n"
	var table strings.Builder
	table.WriteString(head)
	for _, v := range values(t) {
		fmt.Fprintf(&table, "| `%s` | `%s` | %s |\n", v.path, v.standard, strings.ReplaceAll(v.meaning, "|", `\|`))
	}
	text := read(t, page)
	before, after, _ := strings.Cut(text, head)
	if after == table.String()[len(head):] {
		return
	}
	if !*update {
		t.Fatal("docs/reference/helm-values.md has another table of values: go test ./charts -run TestTheTableOfValues -update")
	}
	if err := os.WriteFile(page, []byte(before+table.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}
