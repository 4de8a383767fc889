// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"archive/tar"
	"bytes"
	"fmt"
	"io"
	"path"
	"slices"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// file is one of a layer.
type file struct {
	name string // from the root
	mode int64
	text []byte
}

// layerOf holds files, and the folders that they are in, all of them root's and of the same time, so that the same
// files give the same layer.
func layerOf(at time.Time, files ...file) (v1.Layer, error) {
	var archive bytes.Buffer
	w := tar.NewWriter(&archive)
	var folders []string
	for _, f := range files {
		for _, folder := range missing(folders, path.Dir(f.name)) {
			folders = append(folders, folder)
			if err := w.WriteHeader(header(folder+"/", tar.TypeDir, 0o755, 0, at)); err != nil {
				return nil, fmt.Errorf("making a layer: %w", err)
			}
		}
		if err := put(w, f, at); err != nil {
			return nil, fmt.Errorf("making a layer: %w", err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("making a layer: %w", err)
	}
	return compressed(archive.Bytes())
}

func compressed(archive []byte) (v1.Layer, error) {
	open := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(archive)), nil }
	layer, err := tarball.LayerFromOpener(open, tarball.WithMediaType(types.OCILayer), tarball.WithCompressedCaching)
	if err != nil {
		return nil, fmt.Errorf("compressing a layer: %w", err)
	}
	return layer, nil
}

// missing are the folders down to one that are not there yet, the outermost first.
func missing(there []string, folder string) []string {
	if folder == "." || slices.Contains(there, folder) {
		return nil
	}
	return append(missing(there, path.Dir(folder)), folder)
}

func put(w *tar.Writer, f file, at time.Time) error {
	if err := w.WriteHeader(header(f.name, tar.TypeReg, f.mode, int64(len(f.text)), at)); err != nil {
		return err
	}
	_, err := w.Write(f.text)
	return err
}

func header(name string, kind byte, mode, size int64, at time.Time) *tar.Header {
	return &tar.Header{Typeflag: kind, Name: name, Mode: mode, Size: size, ModTime: at, Format: tar.FormatPAX}
}
