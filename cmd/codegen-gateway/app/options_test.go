// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/cmd/codegen-gateway/app"
)

func none(string) (string, bool) { return "", false }

// Flags come before the environment, and that before the defaults.
func TestParse(t *testing.T) {
	t.Parallel()
	environment := map[string]string{"CODEGEN_GATEWAY_DRAIN_TIMEOUT": "5s", "CODEGEN_GATEWAY_LOG_LEVEL": "debug"}
	o, err := app.Parse([]string{"--backend=team/hapa", "--log-level=warn"}, func(name string) (string, bool) {
		value, found := environment[name]
		return value, found
	})
	if err != nil {
		t.Fatal(err)
	}
	if o.DrainTimeout != 5*time.Second || o.LogLevel != "warn" || o.ListenAddress != ":8080" || !o.AccessLog {
		t.Errorf("parsed %+v", o)
	}
}

// Bad options are refused, and the error says how to fix them.
func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for args, says := range map[string]string{
		"":                                  "give either --backend",
		"--backend=a/b --config=c":          "give either --backend",
		"--backend=a":                       "is not a namespace and a name",
		"--backend=a/b/c":                   "is not a namespace and a name",
		"--config=c x":                      "unexpected argument",
		"--config=c --odd":                  "unknown flag",
		"--config=c --authentication=Basic": "is neither APIKey nor None",
		"--config=c --authentication=None --api-keys-file=f": "take --api-keys-secret and --api-keys-file out",
		"--config=c --api-keys-secret=s --api-keys-file=f":   "and not both",
		"--config=c --requests-per-minute=-1":                "must not be negative",
		"--config=c --max-body-bytes=0":                      "must be at least 1",
		"--config=c --drain-timeout=-1s":                     "must not be negative",
		"--config=c --allow-addresses=x":                     "is not a CIDR",
		"--config=c --log-level=x":                           "none of error, warn, info and debug",
		"--config=c --log-format=x":                          "neither json nor text",
	} {
		if _, err := app.Parse(strings.Fields(args), none); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v, and not %q", args, err, says)
		}
	}
}

// The help lists every flag with a default and fits a terminal.
func TestUsage(t *testing.T) {
	t.Parallel()
	usage := app.Usage()
	if n := len(regexp.MustCompile(`(?m)^ +--[a-z]`).FindAllString(usage, -1)); n != 21 {
		t.Errorf("%d flags in\n%s", n, usage)
	}
	for line := range strings.Lines(usage) {
		if len(line) > 130 {
			t.Errorf("a long line: %s", line)
		}
	}
}
