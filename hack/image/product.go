// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/partial"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// product is all that is made of one program.
type product struct {
	name      string
	tag       name.Tag
	index     v1.ImageIndex
	platforms []platformImage
}

// platformImage is what is built for one platform.
type platformImage struct {
	platform v1.Platform
	image    v1.Image
	bill     []byte
	referrer v1.Image // the bill of materials, as the registry keeps it beside the image
}

// build makes a product: one image for each platform, and an index of them.
func (o *options) build(ctx context.Context, program, work string, progress io.Writer) (*product, error) {
	tag, err := o.reference(program)
	if err != nil {
		return nil, err
	}
	p := &product{name: program, tag: tag, index: mutate.IndexMediaType(empty.Index, types.OCIImageIndex)}
	for _, platform := range o.platforms {
		begun := time.Now()
		built, err := o.compile(ctx, program, platform, work)
		if err != nil {
			return nil, err
		}
		if err := p.add(built); err != nil {
			return nil, err
		}
		fmt.Fprintf(progress, "image: %s for %s built in %.0f s: %s\n", program, platform, time.Since(begun).Seconds(), built.version)
	}
	return p, nil
}

// add takes a program in.
func (p *product) add(built *program) error {
	image, err := built.image()
	if err != nil {
		return err
	}
	bill, err := built.bill()
	if err != nil {
		return err
	}
	referrer, err := referrerOf(image, bill)
	if err != nil {
		return err
	}
	described, err := partial.Descriptor(image)
	if err != nil {
		return fmt.Errorf("describing the image: %w", err)
	}
	described.Platform = &built.platform
	p.platforms = append(p.platforms, platformImage{platform: built.platform, image: image, bill: bill, referrer: referrer})
	p.index = mutate.AppendManifests(p.index, mutate.IndexAddendum{Add: image, Descriptor: *described})
	if len(p.platforms) == 1 {
		p.index = mutate.Annotations(p.index, built.labels()).(v1.ImageIndex) // an index stays one
	}
	return nil
}
