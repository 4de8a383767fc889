// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"io"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/v1/remote"
)

// push sends the index to the registry that its name says, and then the bills of materials, which belong to images that are there by then.
func (p *product) push(ctx context.Context, progress io.Writer) error {
	options := []remote.Option{remote.WithContext(ctx), remote.WithAuthFromKeychain(authn.DefaultKeychain)}
	if err := remote.WriteIndex(p.tag, p.index, options...); err != nil {
		return fmt.Errorf("pushing %s: %w", p.tag, err)
	}
	for _, built := range p.platforms {
		digest, err := built.referrer.Digest()
		if err != nil {
			return fmt.Errorf("hashing the bill of materials: %w", err)
		}
		if err := remote.Write(p.tag.Digest(digest.String()), built.referrer, options...); err != nil {
			return fmt.Errorf("pushing the bill of materials of %s: %w", p.tag, err)
		}
	}
	fmt.Fprintf(progress, "image: pushed %s\n", p.tag)
	return nil
}
