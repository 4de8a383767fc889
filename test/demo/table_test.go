// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"strings"
	"testing"
)

// What kubectl prints, as it goes on.
const (
	begun    = "NAME   ACTIVE   READY   CHUNKS   RATE   FIRST   TOTAL   OUTPUT   SINCE   AGE\nhapa            False                                                    0s\n"
	onVLLM   = "NAME   ACTIVE   READY   CHUNKS   RATE   FIRST   TOTAL    OUTPUT    SINCE   AGE\nhapa   vllm     True    72       17.5   204ms   4106ms   Matched   0s      12s\n"
	older    = "NAME   ACTIVE   READY   CHUNKS   RATE   FIRST   TOTAL    OUTPUT    SINCE   AGE\nhapa   vllm     True    70       17.1   209ms   4206ms   Matched   9s      21s\n"
	onLegacy = "NAME   ACTIVE   READY   CHUNKS   RATE   FIRST   TOTAL    OUTPUT    SINCE   AGE\nhapa   legacy   True    64       17.5   201ms   3666ms   Matched   1s      22s\n"
	wrong    = "NAME   ACTIVE   READY   CHUNKS   RATE   FIRST   TOTAL    OUTPUT   SINCE   AGE\nhapa   legacy   True    64       17.5   201ms   3666ms   Wrong    1s      22s\n"
)

func TestCells(t *testing.T) {
	t.Parallel()
	for table, want := range map[string]string{
		begun:                       "|False|",
		onVLLM:                      "vllm|True|Matched",
		onLegacy:                    "legacy|True|Matched",
		"No resources found":        "",
		"NAME   READY\nhapa   True": "|True|",
		"NAME   ACTIVE   READY   OUTPUT\nhapa   vllm     True    Matched\nother  legacy   False": "vllm|True|Matched|legacy|False|",
	} {
		if got := cellsOf(strings.TrimSpace(table), "ACTIVE", "READY", "OUTPUT"); got != want {
			t.Errorf("%q\ngives %q, want %q", table, got, want)
		}
	}
}

func TestTableIsShownWhenItChanged(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	printed := ""
	shown := &table{out: at(&out, 0), kubectl: func(context.Context, ...string) (string, error) { return printed, nil }}
	for _, step := range []struct {
		prints  string
		changed bool
	}{{begun, true}, {begun, false}, {onVLLM, true}, {older, false}, {onLegacy, true}, {wrong, true}, {onVLLM, true}} {
		out.Reset()
		printed = step.prints
		if err := shown.refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := out.Len() > 0; got != step.changed {
			t.Errorf("shown: %v, want %v, of\n%s", got, step.changed, step.prints)
		}
	}
}

func TestTableTellsThatKubectlFailed(t *testing.T) {
	t.Parallel()
	broken := errors.New("no such server")
	shown := &table{kubectl: func(context.Context, ...string) (string, error) { return "", broken }}
	if err := shown.refresh(t.Context()); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}
