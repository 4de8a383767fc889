// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/partial"
	"github.com/google/go-containerregistry/pkg/v1/static"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// billType is the media type of a bill of materials.
const billType = "application/vnd.cyclonedx+json"

// referrer is an OCI artifact that belongs to an image: a manifest that names the image as its subject, and has no config to speak of.
type referrer struct {
	v1.Image
	manifest *v1.Manifest
}

// referrerOf makes a bill of materials into one.
func referrerOf(image v1.Image, bill []byte) (v1.Image, error) {
	layer := static.NewLayer(bill, billType)
	held, err := mutate.AppendLayers(mutate.MediaType(empty.Image, types.OCIManifestSchema1), layer)
	if err != nil {
		return nil, fmt.Errorf("holding the bill of materials: %w", err)
	}
	subject, err := partial.Descriptor(image)
	if err != nil {
		return nil, fmt.Errorf("describing the image: %w", err)
	}
	manifest, err := held.Manifest()
	if err != nil {
		return nil, fmt.Errorf("describing the bill of materials: %w", err)
	}
	config := static.NewLayer(nothing, "application/vnd.oci.empty.v1+json")
	described, err := partial.Descriptor(config)
	if err != nil {
		return nil, fmt.Errorf("describing no config: %w", err)
	}
	manifest = manifest.DeepCopy()
	manifest.ArtifactType, manifest.Subject, manifest.Config = billType, subject, *described
	return &referrer{Image: held, manifest: manifest}, nil
}

// nothing is OCI's config for those that have none.
var nothing = []byte("{}")

// What differs from an image that can be run.

func (r *referrer) RawConfigFile() ([]byte, error)  { return nothing, nil }
func (r *referrer) ConfigName() (v1.Hash, error)    { return r.manifest.Config.Digest, nil }
func (r *referrer) Manifest() (*v1.Manifest, error) { return r.manifest, nil }
func (r *referrer) RawManifest() ([]byte, error)    { return partial.RawManifest(r) }
func (r *referrer) Digest() (v1.Hash, error)        { return partial.Digest(r) }
func (r *referrer) Size() (int64, error)            { return partial.Size(r) }
