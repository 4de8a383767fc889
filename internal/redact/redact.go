// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package redact has the types of values that must not be printed. Whatever formats, logs or marshals them shows a fixed word
// or names instead. Types that hold keys, signing secrets or the data of Secrets hold them as these types.
package redact

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"slices"
)

// Word is shown in place of a value.
const Word = "[redacted]"

// String is a text that does not print. Only Reveal returns it. The empty text shows as nothing.
type String string

// Reveal returns the value itself, for the header or the signature that needs it and for nothing else.
func (s String) Reveal() string { return string(s) }

// String never shows the value.
func (s String) String() string {
	if s == "" {
		return ""
	}
	return Word
}

// GoString never shows the value.
func (s String) GoString() string { return s.String() }

// Format never shows the value, whatever the verb.
func (s String) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// MarshalText never shows the value.
func (s String) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// MarshalJSON never shows the value.
func (s String) MarshalJSON() ([]byte, error) { return []byte(`"` + s.String() + `"`), nil }

// LogValue never shows the value.
func (s String) LogValue() slog.Value { return slog.StringValue(s.String()) }

// Data is the data of a Secret, by key. It shows its keys and no value.
type Data map[string][]byte

// String shows the keys, in order.
func (d Data) String() string { return fmt.Sprint(slices.Sorted(maps.Keys(d))) }

// GoString shows the keys, in order.
func (d Data) GoString() string { return d.String() }

// Format shows the keys, whatever the verb.
func (d Data) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, d.String()) }

// MarshalJSON shows the keys, in order.
func (d Data) MarshalJSON() ([]byte, error) { return json.Marshal(slices.Sorted(maps.Keys(d))) }

// LogValue shows the keys, in order.
func (d Data) LogValue() slog.Value { return slog.StringValue(d.String()) }

// Format formats the fields of a value with the flags and the verb of a Formatter. Call it with a type that has no Format method of its
// own:
//
//	func (e Endpoint) Format(f fmt.State, verb rune) {
//		type fields Endpoint
//		redact.Format(f, verb, fields(e))
//	}
//
// A struct that holds a String or Data, and that others point to, needs such a method: where a verb does not fit a pointer, such as %s,
// fmt prints what it points to without calling any methods, and the value would show.
func Format(f fmt.State, verb rune, value any) {
	_, _ = fmt.Fprintf(f, fmt.FormatString(f, verb), value)
}
