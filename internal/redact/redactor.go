// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package redact

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Redactor hides a key in whatever an engine sends: engines quote the headers of requests in their errors. A nil Redactor hides nothing.
type Redactor struct {
	// forms are how the key may be written, the longest first: what is left of a form after a shorter one was hidden in it would not be found
	// any more.
	forms []string
	// data are the forms that are looked for in documents and events, and spelled those of them that are the key's own characters.
	data, spelled [][]byte
}

const (
	// minHidden is the length of the shortest form that is hidden in data, in bytes: a shorter one is found everywhere.
	minHidden = 6
	// minEncoded is the same for the middle of a longer text in base64, of which a short one says little.
	minEncoded = 12
)

// New collects the forms in which an engine may echo a credential, which is a key, or a scheme and a key; nil: there is no key. The
// forms are the text as it is, escaped for JSON, Go or a URL, and within base64.
func New(credential String) *Redactor {
	value := strings.TrimSpace(credential.Reveal())
	if value == "" {
		return nil
	}
	values := []string{value}
	if scheme, key, ok := strings.Cut(value, " "); ok {
		values = []string{strings.TrimSpace(key), value}
		if pair, err := base64.StdEncoding.DecodeString(key); err == nil && strings.EqualFold(scheme, "Basic") {
			_, password, _ := strings.Cut(string(pair), ":")
			values = append(values, string(pair), password)
		}
	}
	r := &Redactor{}
	for _, value := range values {
		r.add(escaped(value), minHidden, true)
		r.add(based(value), minEncoded, false)
	}
	longestFirst := func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b)) }
	slices.SortFunc(r.forms, longestFirst)
	r.forms = slices.Compact(r.forms)
	return r
}

// add takes forms. Those of at least so many bytes, which can stand in a JSON string, are looked for in data.
func (r *Redactor) add(forms []string, least int, spelled bool) {
	for _, form := range forms {
		if form == "" {
			continue
		}
		r.forms = append(r.forms, form)
		within := func(known []byte) bool { return strings.Contains(form, string(known)) }
		if len(form) < least || !json.Valid([]byte(`"`+form+`"`)) || slices.ContainsFunc(r.data, within) {
			continue
		}
		r.data = append(r.data, []byte(form))
		if spelled {
			r.spelled = append(r.spelled, []byte(form))
		}
	}
}

// escaped are a text as it is, and as it stands in URLs, Go and JSON, and in JSON after any of these.
func escaped(value string) []string {
	query := url.QueryEscape(value)
	forms := []string{value, query, url.PathEscape(value), lowerPercent(query), unquoted(strconv.Quote(value)), unquoted(strconv.QuoteToASCII(value))}
	for _, form := range forms {
		once := inJSON(form)
		twice := inJSON(once) // engines quote the errors of others
		forms = append(forms, once, strings.ReplaceAll(once, "/", `\/`), unescapedHTML.Replace(once), twice, unescapedHTML.Replace(twice))
	}
	return forms
}

// inJSON are the characters of a text in a JSON string.
func inJSON(text string) string {
	marshalled, _ := json.Marshal(text) // a string can always be marshalled
	return unquoted(string(marshalled))
}

// unescapedHTML undoes what only some writers of JSON escape.
var unescapedHTML = strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&")

func unquoted(text string) string { return text[1 : len(text)-1] }

// lowerPercent writes percent-encoding with small letters.
func lowerPercent(text string) string {
	out := []byte(text)
	for i := range out {
		if i+2 < len(out) && out[i] == '%' {
			copy(out[i+1:], bytes.ToLower(out[i+1:i+3]))
		}
	}
	return string(out)
}

// based are what a text looks like within base64, wherever in the longer text it stands: without the characters at both
// ends that what stands around it has a part in.
func based(value string) []string {
	var forms []string
	for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		for before, from := range []int{0, 2, 3} {
			all := encoding.EncodeToString(append(make([]byte, before), value...))
			if to := (before + len(value)) * 8 / 6; to-from >= minEncoded {
				forms = append(forms, all[from:to])
			}
		}
	}
	return forms
}

// Hide is a text without the key.
func (r *Redactor) Hide(text string) string {
	if r == nil {
		return text
	}
	for _, form := range r.forms {
		text = strings.ReplaceAll(text, form, Word)
	}
	return text
}

// HideData is a JSON document without the key, in whichever form; the document itself where the key is not in it, as
// nearly always. It stays valid.
func (r *Redactor) HideData(data []byte) []byte {
	if r == nil {
		return data
	}
	return hide(data, r.data)
}

// Shows tells whether the key's own characters are in something, as they are or escaped. It is for what comes often and is small.
func (r *Redactor) Shows(data []byte) bool {
	if r == nil {
		return false
	}
	for _, form := range r.spelled {
		if bytes.Contains(data, form) {
			return true
		}
	}
	return false
}

func hide(data []byte, forms [][]byte) []byte {
	for _, form := range forms {
		if bytes.Contains(data, form) {
			data = replace(data, form)
		}
	}
	return data
}

// replace puts the fixed word in the place of a form. Where the first character of the form ended an escape, the
// backslash of that stays one.
func replace(data, form []byte) []byte {
	var out []byte
	for {
		at := bytes.Index(data, form)
		if at < 0 {
			return append(out, data...)
		}
		out = append(out, data[:at]...)
		if (len(out)-len(bytes.TrimRight(out, `\`)))%2 == 1 {
			out = append(out, '\\')
		}
		out = append(out, Word...)
		data = data[at+len(form):]
	}
}

// Longest is the length of the longest form, in bytes; 0: there is no key.
func (r *Redactor) Longest() int {
	if r == nil {
		return 0
	}
	return len(r.forms[0])
}

// Format never shows the key, whatever the verb.
func (r *Redactor) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, Word) }
