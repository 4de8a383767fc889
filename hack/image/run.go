// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"

	"github.com/codegen-dev/codegen-operator/hack/stamp"
)

// run builds everything, and reports progress.
func (o *options) run(ctx context.Context, progress io.Writer) error {
	if err := o.readStamp(ctx); err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "codegen-image-")
	if err != nil {
		return fmt.Errorf("creating a build directory: %w", err)
	}
	defer os.RemoveAll(work)
	for _, program := range o.programs {
		p, err := o.build(ctx, program, work, progress)
		if err != nil {
			return err
		}
		if err := o.publish(ctx, p, progress); err != nil {
			return err
		}
	}
	return nil
}

// readStamp reads the version from git, unless it was given.
func (o *options) readStamp(ctx context.Context) error {
	s, err := stamp.Of(ctx, ".")
	if err != nil {
		return err
	}
	s.Version = cmp.Or(o.stamp.Version, s.Version)
	o.stamp = s
	return nil
}

// publish writes a product, and pushes it if requested.
func (o *options) publish(ctx context.Context, p *product, progress io.Writer) error {
	if err := p.write(o.out, progress); err != nil {
		return err
	}
	if !o.push {
		return nil
	}
	return p.push(ctx, progress)
}
