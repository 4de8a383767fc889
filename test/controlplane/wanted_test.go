// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controlplane

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

func TestFromEnvironment(t *testing.T) {
	both := holding(t, "etcd", "kubectl")
	one := holding(t, "etcd")
	plain := holding(t, "etcd")
	put(t, filepath.Join(plain, "kubectl"), "")
	if err := os.Chmod(filepath.Join(plain, "kubectl"), 0o600); err != nil {
		t.Fatal(err)
	}
	folder := holding(t, "etcd", "kubectl/x")

	for name, tt := range map[string]struct{ set, want, says string }{
		"unset":                  {},
		"complete":               {set: both, want: both},
		"one program is missing": {set: one, says: "KUBEBUILDER_ASSETS is " + one + ", which lacks kubectl: looking elsewhere\n"},
		"one cannot be run":      {set: plain, says: "KUBEBUILDER_ASSETS is " + plain + ", which lacks kubectl: looking elsewhere\n"},
		"one is a folder":        {set: folder, says: "KUBEBUILDER_ASSETS is " + folder + ", which lacks kubectl: looking elsewhere\n"},
		"nothing is there":       {set: "/nowhere", says: "KUBEBUILDER_ASSETS is /nowhere, which lacks etcd, kubectl: looking elsewhere\n"},
	} {
		t.Run(name, func(t *testing.T) {
			var progress bytes.Buffer
			w := wanted{programs: []string{"etcd", "kubectl"}, progress: &progress}
			if got := w.fromEnvironment(tt.set); got != tt.want {
				t.Errorf("found %q, want %q", got, tt.want)
			}
			if progress.String() != tt.says {
				t.Errorf("said %q, want %q", progress.String(), tt.says)
			}
		})
	}
}
