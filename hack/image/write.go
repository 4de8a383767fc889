// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/partial"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
)

// write writes a product into a folder, in the place of what an earlier run has left there.
func (p *product) write(out string, progress io.Writer) error {
	if err := os.MkdirAll(out, 0o755); err != nil { //nolint:gosec // images are no secrets
		return fmt.Errorf("making the folder: %w", err)
	}
	digest, err := p.index.Digest()
	if err != nil {
		return fmt.Errorf("hashing the index: %w", err)
	}
	folder := filepath.Join(out, p.name+".oci")
	if err := p.writeLayout(folder); err != nil {
		return err
	}
	fmt.Fprintf(progress, "image: %s is %s@%s\n", folder, p.tag, digest)
	for _, built := range p.platforms {
		if err := p.writePlatform(out, built, progress); err != nil {
			return err
		}
	}
	return nil
}

// writeLayout writes the index, and the bills of materials beside it.
func (p *product) writeLayout(folder string) error {
	if err := os.RemoveAll(folder); err != nil {
		return fmt.Errorf("removing the earlier layout: %w", err)
	}
	path, err := layout.Write(folder, empty.Index)
	if err != nil {
		return fmt.Errorf("writing the layout: %w", err)
	}
	// The full name is what containerd goes by, and the short one is OCI's. Docker's own registry has two names, of which
	// this is the one that is shown.
	full := strings.Replace(p.tag.Name(), name.DefaultRegistry, "docker.io", 1)
	names := map[string]string{"io.containerd.image.name": full, "org.opencontainers.image.ref.name": p.tag.TagStr()}
	if err := path.AppendIndex(p.index, layout.WithAnnotations(names)); err != nil {
		return fmt.Errorf("writing the index: %w", err)
	}
	for _, built := range p.platforms {
		if err := path.WriteImage(built.referrer); err != nil {
			return fmt.Errorf("writing the bill of materials: %w", err)
		}
		described, err := partial.Descriptor(built.referrer)
		if err != nil {
			return fmt.Errorf("describing the bill of materials: %w", err)
		}
		described.ArtifactType = billType
		if err := path.AppendDescriptor(*described); err != nil {
			return fmt.Errorf("naming the bill of materials: %w", err)
		}
	}
	return nil
}

// writePlatform writes what runtimes load, and the bill of materials.
func (p *product) writePlatform(out string, built platformImage, progress io.Writer) error {
	begin := filepath.Join(out, p.name+"_"+built.platform.OS+"_"+built.platform.Architecture)
	if err := tarball.WriteToFile(begin+".tar", p.tag, built.image); err != nil {
		return fmt.Errorf("writing the tarball: %w", err)
	}
	if err := os.WriteFile(begin+".cdx.json", built.bill, 0o644); err != nil { //nolint:gosec // for everybody to read
		return fmt.Errorf("writing the bill of materials: %w", err)
	}
	info, err := os.Stat(begin + ".tar")
	if err != nil {
		return fmt.Errorf("looking at the tarball: %w", err)
	}
	fmt.Fprintf(progress, "image: %s.tar has %.1f MB\n", begin, float64(info.Size())/1e6)
	return nil
}
