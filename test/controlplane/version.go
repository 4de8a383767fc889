// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controlplane

import (
	"fmt"
	"os"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/semver"
)

const kubernetesModule = "k8s.io/kubernetes"

// kubernetesVersion reads which Kubernetes the go.mod at path requires.
func kubernetesVersion(path string) (string, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("read the version of Kubernetes: %w", err)
	}
	file, err := modfile.ParseLax(path, data, nil)
	if err != nil {
		return "", err
	}
	for _, require := range file.Require {
		if require.Mod.Path == kubernetesModule && semver.IsValid(require.Mod.Version) {
			return require.Mod.Version, nil
		}
	}
	return "", fmt.Errorf("%s does not require a version of %s", path, kubernetesModule)
}
