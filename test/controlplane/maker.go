// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controlplane

import (
	"context"
	"os"
	"path/filepath"
)

// maker finds the programs in the cache, or makes them and keeps them there.
type maker struct {
	wanted
	recipe    recipe
	cache     string
	goCommand string
	index     string
}

// source returns a directory, or "" where it has none to offer.
type source func(context.Context) (string, error)

// find looks without a lock first: the cache is what nearly every call meets.
func (m maker) find(ctx context.Context) (string, error) {
	dir, err := m.first(ctx, m.built, m.downloaded)
	if dir != "" || err != nil {
		return dir, err
	}
	return m.make(ctx)
}

// make lets one process work while the others wait, which is why it looks into
// the cache again once it holds the lock.
func (m maker) make(ctx context.Context) (string, error) {
	if err := os.MkdirAll(m.cache, 0o750); err != nil {
		return "", err
	}
	unlock, err := m.lock(ctx, filepath.Join(m.cache, "lock"))
	if err != nil {
		return "", err
	}
	defer unlock()
	return m.first(ctx, m.built, m.downloaded, m.download, m.build)
}

// first returns the first directory on offer that holds every program.
func (m maker) first(ctx context.Context, sources ...source) (string, error) {
	for _, from := range sources {
		if err := ctx.Err(); err != nil {
			return "", err
		}
		dir, err := from(ctx)
		if err != nil {
			return "", err
		}
		if dir != "" && m.in(dir) {
			return dir, nil
		}
	}
	return "", nil
}

// built is where the build of this recipe is kept, and names the directory
// before it exists as well.
func (m maker) built(context.Context) (string, error) {
	return filepath.Join(m.cache, m.recipe.key), nil
}

// userCache is where programs are kept between runs.
func userCache() (string, error) {
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "codegen-operator", "controlplane"), nil
}
