// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"archive/tar"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"

	"github.com/codegen-dev/codegen-operator/test/e2e/node"
)

// extraImages are the images that only these tests need, by program.
var extraImages = map[string]string{"pause": node.PauseImage, "coredns": dnsImage, "loadgen": clientImage}

// makeImages builds all images into files. Released images are built as for a release.
func makeImages(ctx context.Context, root, programs, dir string) ([]string, error) {
	cmd := exec.CommandContext(ctx, "go", "run", "./hack/image", "--programs=codegen-operator,codegen-gateway,vllm-sim", //nolint:gosec // our own
		"--platforms=linux/"+runtime.GOARCH, "--tag="+tag, "--out="+dir)
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("make images: %w\n%s", err, out)
	}
	for program, tag := range extraImages {
		if err := makeImage(filepath.Join(programs, program), tag, filepath.Join(dir, program+".tar")); err != nil {
			return nil, fmt.Errorf("make the image %s: %w", tag, err)
		}
	}
	return filepath.Glob(filepath.Join(dir, "*.tar"))
}

// makeImage writes an image with one program to a file.
func makeImage(program, tag, file string) error {
	reference, err := name.NewTag(tag)
	if err != nil {
		return err
	}
	layer, err := layerOf(program)
	if err != nil {
		return err
	}
	image, err := mutate.AppendLayers(empty.Image, layer)
	if err != nil {
		return err
	}
	config, err := image.ConfigFile()
	if err != nil {
		return err
	}
	config.OS, config.Architecture = "linux", runtime.GOARCH
	config.Config = v1.Config{User: "65532:65532", Entrypoint: []string{"/" + filepath.Base(program)}}
	if image, err = mutate.ConfigFile(image, config); err != nil {
		return err
	}
	return tarball.WriteToFile(file, reference, image)
}

func layerOf(program string) (v1.Layer, error) {
	text, err := os.ReadFile(program)
	if err != nil {
		return nil, err
	}
	var archive bytes.Buffer
	w := tar.NewWriter(&archive)
	if err := w.WriteHeader(&tar.Header{Name: filepath.Base(program), Mode: 0o755, Size: int64(len(text))}); err != nil {
		return nil, err
	}
	if _, err := w.Write(text); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return tarball.LayerFromOpener(func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(archive.Bytes())), nil })
}
