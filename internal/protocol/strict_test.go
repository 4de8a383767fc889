// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestStrictRequests(t *testing.T) {
	t.Parallel()
	many := make([]string, 0, 2*few)
	for i := range 2 * few {
		many = append(many, fmt.Sprintf(`"m%d":%d`, i, i))
	}
	all := strings.Join(many, ",")
	for body, says := range map[string]string{
		`{"stream":true,"stream":null}`:                     `"stream" is there twice`,
		`{"stream":true,"stre\u0061m":false}`:               `"stream" is there twice`,
		`{"a":{"b":1,"c":[{"d":1,"d":2}]}}`:                 `"d" is there twice`,
		`{"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}],"c":"a"}`: "",
		`{"":1,"":2}`:                  `"" is there twice`,
		`{"a":"},{\"a\":1,","b":"\\"}`: "",
		`{` + all + `}`:                "",
		`{` + all + `,"m1":0}`:         `"m1" is there twice`,
		`{` + all + `,"m\u0032":0}`:    `"m2" is there twice`,
		`{"` + strings.Repeat("x", 99) + `":1,"a":1,"a":2}`:                               `"a" is there twice`,
		`{"a":` + strings.Repeat("[", maxDepth) + strings.Repeat("]", maxDepth) + `}`:     "nests too deeply",
		`{"a":` + strings.Repeat("[", maxDepth-1) + strings.Repeat("]", maxDepth-1) + `}`: "",
		"{\"a\":\"\xff\"}": "not valid UTF-8",
		`{"a":NaN}`:        "not a JSON object",
		`{"a":1} {"a":1}`:  "not a JSON object",
		`{"a":1,}`:         "not a JSON object",
		``:                 "not a JSON object",
	} {
		problem := strict([]byte(body))
		switch {
		case says == "" && problem != nil:
			t.Errorf("%.60s: %v", body, problem)
		case says != "" && (problem == nil || !strings.Contains(problem.Message, says) || problem.Status != 400):
			t.Errorf("%.60s: %v, want %q", body, problem, says)
		}
	}
	if problem := strict([]byte(`{"` + strings.Repeat("x", 1<<20) + `":1,"` + strings.Repeat("x", 1<<20) + `":1}`)); problem == nil || len(problem.Message) > 200 || problem.Field != "" {
		t.Error("a long name is quoted in full")
	}
}

// A document that has passed is the same to every parser: to one that takes the first of two members of a name, and to one that takes the
// last.
func TestStrictRequestsHaveEachMemberOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		body := []byte(drawObject(t, 3))
		if !json.Valid(body) {
			t.Fatalf("drawn: %s", body)
		}
		if got, want := strict(body) != nil, hasDuplicates(body); got != want {
			t.Fatalf("%s: refused %t, want %t", body, got, want)
		}
	})
}

func drawObject(t *rapid.T, depth int) string {
	var b strings.Builder
	b.WriteByte('{')
	for i := range rapid.IntRange(0, few+3).Draw(t, "members") {
		if i > 0 {
			b.WriteByte(',')
		}
		name := rapid.SampledFrom([]string{`"a"`, `"\u0061"`, `"b"`, `"c,"`, `"\""`}).Draw(t, "name")
		if rapid.IntRange(0, 9).Draw(t, "own") > 0 {
			name = fmt.Sprintf(`"n%d"`, i)
		}
		value := rapid.SampledFrom([]string{"1", `"a"`, `"{\"a\":"`, "[]", "null"}).Draw(t, "value")
		if depth > 0 && rapid.Bool().Draw(t, "nested") {
			value = "[0," + drawObject(t, depth-1) + "]"
		}
		b.WriteString(name + ": " + value)
	}
	b.WriteByte('}')
	return b.String()
}

// hasDuplicates tells by the tokens of encoding/json whether an object has two members of one name.
func hasDuplicates(body []byte) bool {
	d := json.NewDecoder(bytes.NewReader(body))
	var duplicate bool
	var value func()
	value = func() {
		token, _ := d.Token()
		delim, nested := token.(json.Delim)
		if !nested {
			return
		}
		names := map[string]bool{}
		for d.More() {
			if delim == '{' {
				name, _ := d.Token()
				duplicate = duplicate || names[name.(string)]
				names[name.(string)] = true
			}
			value()
		}
		_, _ = d.Token()
	}
	value()
	return duplicate
}

func BenchmarkStrict(b *testing.B) {
	body := []byte(`{"model":"prompt","messages":[` + strings.Repeat(`{"role":"user","content":"`+strings.Repeat("some words, ", 40)+`"},`, 40) + `{}]}`)
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		if strict(body) != nil {
			b.Fatal("refused")
		}
	}
}
