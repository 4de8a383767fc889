// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"errors"
	"os"
	"path/filepath"
)

// manifests finds the CRD in the source tree that the working directory lies in.
func manifests() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		crds := filepath.Join(dir, "config", "crd", "bases")
		if _, err := os.Stat(crds); err == nil {
			return crds, nil
		}
		if filepath.Dir(dir) == dir {
			return "", errors.New("config/crd/bases was not found above the working directory: run this in the source tree of codegen-operator")
		}
		dir = filepath.Dir(dir)
	}
}
