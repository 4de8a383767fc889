// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"fmt"
	"io"
	"log/slog"
)

// redacted stands wherever a key would have been shown.
const redacted = "[redacted]"

// Key is a credential. It does not print: every way to format, log or marshal it shows a fixed word instead. Only Reveal
// gives the value. The empty key is no key, and shows as nothing.
type Key string

// Reveal returns the value itself, for the request header and for nothing else.
func (k Key) Reveal() string { return string(k) }

// String never shows the value.
func (k Key) String() string {
	if k == "" {
		return ""
	}
	return redacted
}

// GoString never shows the value.
func (k Key) GoString() string { return k.String() }

// Format never shows the value, whatever the verb.
func (k Key) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, k.String()) }

// MarshalText never shows the value.
func (k Key) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// MarshalJSON never shows the value.
func (k Key) MarshalJSON() ([]byte, error) { return []byte(`"` + k.String() + `"`), nil }

// LogValue never shows the value.
func (k Key) LogValue() slog.Value { return slog.StringValue(k.String()) }
