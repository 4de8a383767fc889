// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controlplane

import (
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/semver"
)

// recipe is how this checkout builds its control plane.
type recipe struct {
	// root is the folder of the repository.
	root string
	// version is the one of Kubernetes, like v1.37.2.
	version string
	// key differs for whatever would come out differently.
	key string
}

// module is the folder that is built.
func (r recipe) module() string {
	return filepath.Join(r.root, "hack", "controlplane")
}

// minor is the version without its patch, like 1.37.
func (r recipe) minor() string {
	return strings.TrimPrefix(semver.MajorMinor(r.version), "v")
}

// readRecipe reads the recipe of the checkout that the working directory is in.
func readRecipe() (recipe, error) {
	dir, err := os.Getwd()
	if err != nil {
		return recipe{}, err
	}
	root, err := findRoot(dir)
	if err != nil {
		return recipe{}, err
	}
	return recipeAt(root)
}

func recipeAt(root string) (recipe, error) {
	r := recipe{root: root}
	var err error
	if r.version, err = kubernetesVersion(filepath.Join(r.module(), "go.mod")); err != nil {
		return recipe{}, err
	}
	r.key, err = hashModule(r.module(), append(platform(), buildFlags(r.version)...)...)
	return r, err
}
