// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package multicall_test

import (
	"strings"
	"testing"

	"github.com/codegen-dev/codegen-operator/hack/controlplane/multicall"
)

func TestLookup(t *testing.T) {
	var ran string
	programs := multicall.Programs{
		"etcd":    func() { ran = "etcd" },
		"kubectl": func() { ran = "kubectl" },
	}
	for argv0, want := range map[string]string{
		"etcd":           "etcd",
		"/opt/bin/etcd":  "etcd",
		"./kubectl":      "kubectl",
		"kubectl.exe":    "kubectl",
		"../bin/kubectl": "kubectl",
	} {
		run, err := programs.Lookup(argv0)
		if err != nil {
			t.Errorf("Lookup(%q): %v", argv0, err)
			continue
		}
		if run(); ran != want {
			t.Errorf("Lookup(%q) is %s, want %s", argv0, ran, want)
		}
	}
}

func TestLookupNamesWhatItHas(t *testing.T) {
	programs := multicall.Programs{"kubectl": nil, "etcd": nil}
	for _, argv0 := range []string{"controlplane", "", "etcd2"} {
		_, err := programs.Lookup(argv0)
		if err == nil || !strings.Contains(err.Error(), "etcd, kubectl") {
			t.Errorf("Lookup(%q) = %v, want an error that lists the programs", argv0, err)
		}
	}
}
