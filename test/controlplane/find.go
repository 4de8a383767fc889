// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controlplane

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// Find returns a directory that holds the programs asked for, by default what
// envtest needs: kube-apiserver, etcd and kubectl. It may take ten minutes where
// they have to be built, and says on progress what it is doing, which may be
// nil.
func Find(ctx context.Context, progress io.Writer, programs ...string) (string, error) {
	if len(programs) == 0 {
		programs = downloadable
	}
	if progress == nil {
		progress = io.Discard
	}
	want := wanted{programs: programs, progress: progress}
	if dir := want.fromEnvironment(os.Getenv(assetsVariable)); dir != "" {
		return dir, nil
	}
	return findOrMake(ctx, want)
}

func findOrMake(ctx context.Context, want wanted) (string, error) {
	recipe, err := readRecipe()
	if err != nil {
		return "", want.unmet(err)
	}
	cache, err := userCache()
	if err != nil {
		return "", want.unmet(err)
	}
	m := maker{wanted: want, recipe: recipe, cache: cache, goCommand: "go", index: envtestIndex}
	dir, err := m.find(ctx)
	if err != nil {
		return "", want.unmet(err)
	}
	return dir, nil
}

// unmet says what could not be had, and the way out that always works.
func (w wanted) unmet(err error) error {
	err = fmt.Errorf("find %s: %w", strings.Join(w.programs, ", "), err)
	if errors.Is(err, context.Canceled) {
		return err
	}
	return fmt.Errorf("%w\nto use programs that you have, set %s to the directory that holds them", err, assetsVariable)
}
