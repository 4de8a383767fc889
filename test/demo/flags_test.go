// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

func TestFlags(t *testing.T) {
	t.Parallel()
	o, err := parse([]string{"--keep", "--sample=mine.yaml"})
	if err != nil || !o.keep || o.sample != "mine.yaml" {
		t.Errorf("understood %+v, %v", o, err)
	}
	if _, err := parse([]string{"--help"}); !errors.Is(err, pflag.ErrHelp) {
		t.Errorf("--help gives %v", err)
	}
	if _, err := parse([]string{"more"}); err == nil || !strings.Contains(err.Error(), `"more"`) {
		t.Errorf("an argument gives %v", err)
	}
	for _, word := range []string{"--keep", "--sample", "KEEP=1", "Exit status"} {
		if !strings.Contains(usage(), word) {
			t.Errorf("the help lacks %s", word)
		}
	}
}

func TestGreeting(t *testing.T) {
	t.Parallel()
	found := greeting.FindStringSubmatch(
		"vllm-sim: OpenAI engine listening on http://127.0.0.1:8002, control API at http://127.0.0.1:9002/sim/, misbehaviour none\n",
	)
	if len(found) != 3 || found[1] != "127.0.0.1:8002" || found[2] != "http://127.0.0.1:9002" {
		t.Errorf("understood %q", found)
	}
}
