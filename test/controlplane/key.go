// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controlplane

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"golang.org/x/mod/sumdb/dirhash"
)

// platform is what a build depends on beside the module itself.
func platform() []string {
	return []string{runtime.Version(), runtime.GOOS, runtime.GOARCH}
}

// hashModule returns a short name for what building the module in dir comes to.
// Checkouts that would build the same share the name, wherever they are.
func hashModule(dir string, circumstances ...string) (string, error) {
	files, err := sources(dir)
	if err != nil {
		return "", err
	}
	open := func(name string) (io.ReadCloser, error) { return os.Open(filepath.Join(dir, name)) }
	sum, err := dirhash.Hash1(files, open)
	if err != nil {
		return "", err
	}
	all := sha256.Sum256([]byte(strings.Join(append(circumstances, sum), "\n")))
	return hex.EncodeToString(all[:8]), nil
}

// sources lists the files that go into the build, relative to dir.
func sources(dir string) ([]string, error) {
	var files []string
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && isSource(entry.Name()) {
			files = append(files, path)
		}
		return err
	})
	return files, err
}

func isSource(name string) bool {
	if name == "go.mod" || name == "go.sum" {
		return true
	}
	return strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go")
}
