// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package admit_test

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"

	"github.com/codegen-dev/codegen-operator/internal/gateway/admit"
)

// Exactly the keys that were given are known, each by its name.
func TestKeysAreKnownByName(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfNDistinct(rapid.StringMatching(`[!-~]{1,20}`), 0, 5, rapid.ID).Draw(t, "keys")
		data := map[string][]byte{}
		for i, value := range values {
			data[string(rune('a'+i))] = []byte(value + rapid.SampledFrom([]string{"", "\n", "\r\n"}).Draw(t, "end"))
		}
		keys := admit.NewKeys(data)
		shown := rapid.OneOf(rapid.StringMatching(`[!-~]{0,20}`), rapid.SampledFrom(append(values, "x"))).Draw(t, "shown")
		name, known := keys.NameOf(shown)
		if known && string(bytes.TrimSpace(data[name])) != shown {
			t.Fatalf("%q is taken for %q", shown, name)
		}
		for want, value := range data {
			if string(bytes.TrimSpace(value)) == shown && name != want {
				t.Fatalf("%q is not known as %q but as %q", shown, want, name)
			}
		}
	})
}
