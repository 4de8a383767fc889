// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import (
	"bytes"
	"encoding/json"
	"iter"
)

// The functions of this file walk JSON that json.Valid was asked about before, without decoding it: what they give are parts of
// the document itself.

// span is where a value stands in a document.
type span struct{ from, to int }

// memberSpans are the members of the object that begins at a place of a document: the key, and where the value stands. Anything else
// than an object has none.
func memberSpans(document []byte, at int) iter.Seq2[string, span] {
	return func(yield func(string, span) bool) {
		i := space(document, at)
		if i >= len(document) || document[i] != '{' {
			return
		}
		for i = space(document, i+1); i < len(document) && document[i] == '"'; i = space(document, i) {
			keyEnd := valueEnd(document, i)
			from := space(document, space(document, keyEnd)+1)
			to := valueEnd(document, from)
			if !yield(keyOf(document[i:keyEnd]), span{from, to}) {
				return
			}
			if i = space(document, to); i < len(document) && document[i] == ',' {
				i++
			}
		}
	}
}

// members are the members of an object: the key and the value. Anything else than an object has none.
func members(object []byte) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		for key, at := range memberSpans(object, 0) {
			if !yield(key, object[at.from:at.to]) {
				return
			}
		}
	}
}

// member is the value of a member; nil: there is none.
func member(object []byte, key string) []byte {
	var found []byte
	for k, value := range members(object) {
		if k == key {
			found = value
		}
	}
	return found
}

// keyOf is the name that a key stands for; hardly any is escaped.
func keyOf(quoted []byte) string {
	if bytes.IndexByte(quoted, '\\') < 0 {
		return string(quoted[1 : len(quoted)-1])
	}
	var key string
	_ = json.Unmarshal(quoted, &key) // the document is valid
	return key
}

// elementSpans are where the elements of the array stand that begins at a place of a document. Anything else than an array has none.
func elementSpans(document []byte, at int) iter.Seq[span] {
	return func(yield func(span) bool) {
		i := space(document, at)
		if i >= len(document) || document[i] != '[' {
			return
		}
		for i = space(document, i+1); i < len(document) && document[i] != ']'; i = space(document, i) {
			to := valueEnd(document, i)
			if !yield(span{i, to}) {
				return
			}
			if i = space(document, to); i < len(document) && document[i] == ',' {
				i++
			}
		}
	}
}

// elements are the elements of an array. Anything else than an array has none.
func elements(array []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for at := range elementSpans(array, 0) {
			if !yield(array[at.from:at.to]) {
				return
			}
		}
	}
}

// space is where the white space from i on ends.
func space(data []byte, i int) int {
	for i < len(data) && (data[i] == ' ' || data[i] == '\n' || data[i] == '\t' || data[i] == '\r') {
		i++
	}
	return i
}

// valueEnd is where the value that begins at i ends.
func valueEnd(data []byte, i int) int {
	if i >= len(data) {
		return len(data)
	}
	switch data[i] {
	case '"':
		return stringEnd(data, i)
	case '{', '[':
		return nestEnd(data, i)
	}
	for i < len(data) && !ends(data[i]) {
		i++
	}
	return i
}

// ends tells whether a sign ends a number or a word.
func ends(c byte) bool { return c <= ' ' || c == ',' || c == ']' || c == '}' }

func stringEnd(data []byte, i int) int {
	for i++; i < len(data); i++ {
		switch data[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(data)
}

// nestEnd counts brackets instead of calling itself, so that depth costs nothing.
func nestEnd(data []byte, i int) int {
	for depth := 0; i < len(data); i++ {
		switch data[i] {
		case '"':
			i = stringEnd(data, i) - 1
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(data)
}
