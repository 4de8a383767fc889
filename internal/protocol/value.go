// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import (
	"bytes"
	"encoding/json"
	"strconv"
)

// The functions of this file read single JSON values without decoding the document that holds them.

// chars are the characters between the quotes of a string, escapes and all; nil where the value is no string.
func chars(value []byte) []byte {
	if len(value) < 2 || value[0] != '"' {
		return nil
	}
	return value[1 : len(value)-1 : len(value)-1]
}

// said tells whether a value is there, and is neither null nor empty nor false nor zero.
func said(value []byte) bool {
	switch string(value) {
	case "", "null", "false", `""`, "[]", "{}", "0", "0.0":
		return false
	}
	return true
}

// isText tells whether a value is a string, or one that is absent or null.
func isText(value []byte) bool { return isNull(value) || value[0] == '"' }

// isNull tells whether a value is absent or null.
func isNull(value []byte) bool { return len(value) == 0 || string(value) == "null" }

// isArray tells an array by its first byte.
func isArray(value []byte) bool { return len(value) > 0 && value[0] == '[' }

// isObject tells an object by its first byte.
func isObject(value []byte) bool { return len(value) > 0 && value[0] == '{' }

// validObject tells whether a document is a valid JSON object.
func validObject(data []byte) bool {
	i := space(data, 0)
	return i < len(data) && data[i] == '{' && json.Valid(data)
}

// IsObject tells whether a document is a valid JSON object.
func IsObject(data []byte) bool { return validObject(data) }

// decoded is the text that characters stand for.
func decoded(chars []byte) string {
	var text string
	if json.Unmarshal(quoted(chars), &text) != nil {
		return ""
	}
	return text
}

// Decoded is the text that characters stand for; empty where they cannot stand in a JSON string.
func Decoded(chars []byte) string { return decoded(chars) }

// Encoded are the characters of a text.
func Encoded(text string) []byte { return encoded(text) }

func quoted(chars []byte) []byte {
	out := make([]byte, 0, len(chars)+2)
	return append(append(append(out, '"'), chars...), '"')
}

// encoded are the characters of a text, ready to stand between quotes.
func encoded(text string) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(text) // a string can always be encoded
	return chars(bytes.TrimSpace(b.Bytes()))
}

// number is the value of a JSON integer; 0 for anything else.
func number(value []byte) int {
	n, err := strconv.Atoi(string(value))
	if err != nil {
		return 0
	}
	return n
}
