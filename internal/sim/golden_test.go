// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// what differs from run to run in a reply
var fleeting = regexp.MustCompile(`("id":"[a-z]+-)[0-9a-f]{8}|("created":)\d+|("timestamp":)[\d.]+|("sent_unix_nano":)\d+`)

// The golden files are what goes over the wire, reply by reply.
func TestWireFormat(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		protocol Protocol
		change   func(*Script)
		path     string
		fields   object
	}{
		"openai-chat": {OpenAI, nil, "/v1/chat/completions", object{
			"model": "prompt", "stream": true, "stream_options": object{"include_usage": true},
			"messages": []object{{"role": "user", "content": printJay}},
		}},
		"openai-completion": {OpenAI, nil, "/v1/completions", object{"model": "prompt", "stream": true, "prompt": printJay, "max_tokens": 3}},
		"openai-error":      {OpenAI, misbehave(ErrorInStream), "/v1/completions", object{"model": "prompt", "stream": true, "prompt": printJay}},
		"openai-padding":    {OpenAI, misbehave(Padding), "/v1/completions", object{"model": "prompt", "stream": true, "prompt": printJay, "max_tokens": 1}},
		"multilora":         {MultiLoRA, nil, "/generate/stream", multiLoRAFields()},
		"multilora-older":   {MultiLoRA, build(BuildOlder), "/generate/stream", multiLoRAFields()},
		"multilora-error":   {MultiLoRA, misbehave(ErrorInStream), "/generate/stream", multiLoRAFields()},
		"multilora-422":     {MultiLoRA, nil, "/generate/stream", object{"prompt": printJay}},
		"codegen":           {CodeGen, nil, streamPath[CodeGen], codeGenFields()},
		"codegen-double":    {CodeGen, build(BuildDoubleEnd), streamPath[CodeGen], codeGenFields()},
		"codegen-older":     {CodeGen, build(BuildOlder), streamPath[CodeGen], codeGenFields()},
		"codegen-error":     {CodeGen, misbehave(ErrorInStream), streamPath[CodeGen], codeGenFields()},
		"codegen-stamped":   {CodeGen, func(s *Script) { s.StampSends = true }, streamPath[CodeGen], codeGenFields()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := Script{TimeToFirstToken: -1, TokenInterval: -1, Tokens: 1}
			if c.change != nil {
				c.change(&s)
			}
			a := do(t, post(t.Context(), start(t, c.protocol, s), c.path, c.fields, ""))
			golden(t, name, fmt.Sprintf("%d %s\n\n%s", a.status, a.header.Get("Content-Type"), a.raw))
		})
	}
}

func misbehave(m Misbehaviour) func(*Script) { return func(s *Script) { s.Misbehave = m } }
func build(b Build) func(*Script)            { return func(s *Script) { s.Build = b } }
func codeGenFields() object {
	return object{"prompt": printJay, "model_type": "code_generation", "max_tokens": 12}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	got = fleeting.ReplaceAllString(got, "${1}${2}${3}${4}0")
	file := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (go test -update rewrites it):\n%s", file, got)
	}
}
