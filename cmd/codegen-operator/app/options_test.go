// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"github.com/codegen-dev/codegen-operator/cmd/codegen-operator/app"
)

func parse(environment map[string]string, args ...string) (app.Options, error) {
	return app.Parse(args, func(name string) (string, bool) {
		value, found := environment[name]
		return value, found
	})
}

// TestFlagsAndEnvironment: a flag wins over the environment, and that over the default.
func TestFlagsAndEnvironment(t *testing.T) {
	environment := map[string]string{
		"CODEGEN_OPERATOR_WATCH_NAMESPACE": "from-environment",
		"CODEGEN_OPERATOR_LOG_LEVEL":       "debug",
		"CODEGEN_OPERATOR_ALLOW_ADDRESSES": "127.0.0.0/8,::1/128",
		"CODEGEN_OPERATOR_LEADER_ELECT":    "true",
	}
	o, err := parse(environment, "--watch-namespace=from-flag")
	must(t, err)
	if !slices.Equal(o.WatchNamespaces, []string{"from-flag"}) || o.LogLevel != "debug" || len(o.AllowAddresses) != 2 || !o.LeaderElect ||
		o.MetricsBindAddress != ":8080" {
		t.Errorf("got %+v", o)
	}
}

// TestBadOptions are refused, with how to fix them.
func TestBadOptions(t *testing.T) {
	for name, c := range map[string]struct {
		environment map[string]string
		args        []string
		want        string
	}{
		"CIDR":        {args: []string{"--allow-addresses=10.0.0.1"}, want: "is not a CIDR such as 10.0.0.0/8"},
		"URL":         {args: []string{"--webhook-hosts=https://switch.example.com"}, want: "neither a host such as switch.example.com nor a suffix"},
		"wildcard":    {args: []string{"--webhook-hosts=a.example,*.example.com"}, want: "nor a suffix such as .example.com"},
		"level":       {args: []string{"--log-level=loud"}, want: "none of error, warn, info and debug"},
		"format":      {args: []string{"--log-format=xml"}, want: "neither json nor text"},
		"argument":    {args: []string{"serve"}, want: "all settings are flags"},
		"flag":        {args: []string{"--nope"}, want: "unknown flag"},
		"environment": {environment: map[string]string{"CODEGEN_OPERATOR_LEADER_ELECT": "perhaps"}, want: "CODEGEN_OPERATOR_LEADER_ELECT"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := parse(c.environment, c.args...)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want something with %q", err, c.want)
			}
		})
	}
}

// TestHelp lists every flag.
func TestHelp(t *testing.T) {
	if _, err := parse(nil, "--help"); !errors.Is(err, pflag.ErrHelp) {
		t.Errorf("--help gives %v", err)
	}
	for _, flag := range []string{"--kubeconfig", "--watch-namespace", "--leader-elect", "--metrics-bind-address",
		"--health-probe-bind-address", "--allow-addresses", "CODEGEN_OPERATOR_WATCH_NAMESPACE"} {
		if !strings.Contains(app.Usage(), flag) {
			t.Errorf("--help lacks %s", flag)
		}
	}
}
