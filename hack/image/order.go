// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/spf13/pflag"

	"github.com/codegen-dev/codegen-operator/hack/stamp"
)

// order is what is to be built, and where it goes.
type order struct {
	programs  []string
	platforms []v1.Platform
	registry  string
	tag       string
	stamp     stamp.Stamp
	out       string
	push      bool
}

const usage = `Builds the images of programs without a container runtime, into a folder:

  NAME.oci/                  an OCI image layout: an index of all platforms, and their bills of materials as referrers
  NAME_OS_ARCH.tar           an image for docker load, ctr -n k8s.io images import or kind load image-archive
  NAME_OS_ARCH.cdx.json      its bill of materials, as CycloneDX

Usage:
  go run ./hack/image [flags]

Examples:
  # the operator and the gateway, for both platforms, into dist/
  go run ./hack/image

  # push them, with the credentials that docker login has left or without any
  go run ./hack/image --registry registry.example.com/team --tag v0.6.0 --push

  # what a cluster on this machine needs for tests
  go run ./hack/image --programs codegen-operator,codegen-gateway,vllm-sim --platforms linux/amd64 --out /tmp/images

Flags:
%s
SOURCE_DATE_EPOCH, in seconds, is the time that images say they were made at, in the place of that of the commit.
`

// parse reads the command line. --help writes the usage and returns pflag.ErrHelp.
func parse(args []string, out io.Writer) (order, error) {
	var o order
	var platforms []string
	f := pflag.NewFlagSet("image", pflag.ContinueOnError)
	f.SortFlags = false
	f.SetOutput(out)
	f.Usage = func() { fmt.Fprintf(out, usage, f.FlagUsages()) }
	f.StringSliceVar(&o.programs, "programs", []string{"codegen-operator", "codegen-gateway"}, "`folders` of cmd/ to make images of")
	f.StringSliceVar(&platforms, "platforms", []string{"linux/amd64", "linux/arm64"}, "`platforms` to build for")
	f.StringVar(&o.registry, "registry", "", "`where` the images belong, such as registry.example.com/team (default: a name without a registry)")
	f.StringVar(&o.tag, "tag", "latest", "their `tag`")
	f.StringVar(&o.stamp.Version, "stamp", "", "`version` that the programs tell (default: what git says of the commit)")
	f.StringVarP(&o.out, "out", "o", "dist", "`folder` to write into")
	f.BoolVar(&o.push, "push", false, "push the images, and their bills of materials, as well")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	if f.NArg() > 0 {
		return o, fmt.Errorf("unexpected argument %q: there are only flags, see --help", f.Arg(0))
	}
	return o, o.understand(platforms)
}

// understand checks what flags cannot check by themselves.
func (o *order) understand(platforms []string) error {
	for _, text := range platforms {
		p, err := v1.ParsePlatform(text)
		if err != nil || p.OS == "" || p.Architecture == "" {
			return fmt.Errorf("--platforms %q is not an operating system and an architecture, such as linux/amd64", text)
		}
		o.platforms = append(o.platforms, *p)
	}
	for _, program := range o.programs {
		if !programName.MatchString(program) {
			return fmt.Errorf("--programs %q is not a folder of cmd/", program)
		}
		if _, err := o.reference(program); err != nil {
			return err
		}
	}
	if strings.Contains(o.registry, "://") {
		return fmt.Errorf("--registry %q is a URL: take what is before the host away", o.registry)
	}
	if o.push && o.registry == "" {
		return fmt.Errorf("--push needs --registry, to know where to")
	}
	return nil
}

var programName = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)

// reference is how the image of a program is called.
func (o *order) reference(program string) (name.Tag, error) {
	text := program + ":" + o.tag
	if o.registry != "" {
		text = strings.TrimSuffix(o.registry, "/") + "/" + text
	}
	tag, err := name.NewTag(text)
	if err != nil {
		return tag, fmt.Errorf("--registry and --tag make a name that no image can have: %w", err)
	}
	return tag, nil
}

// carryOut builds everything, and tells of it as it goes.
func (o *order) carryOut(ctx context.Context, progress io.Writer) error {
	if err := o.learn(ctx); err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "codegen-image-")
	if err != nil {
		return fmt.Errorf("making a place to build in: %w", err)
	}
	defer os.RemoveAll(work)
	for _, program := range o.programs {
		p, err := o.build(ctx, program, work, progress)
		if err != nil {
			return err
		}
		if err := o.deliver(ctx, p, progress); err != nil {
			return err
		}
	}
	return nil
}

// learn asks git for what the programs are to say of themselves, unless it was given.
func (o *order) learn(ctx context.Context) error {
	s, err := stamp.Of(ctx, ".")
	if err != nil {
		return err
	}
	s.Version = cmp.Or(o.stamp.Version, s.Version)
	o.stamp = s
	return nil
}

// deliver writes a product, and pushes it where that is asked for.
func (o *order) deliver(ctx context.Context, p *product, progress io.Writer) error {
	if err := p.write(o.out, progress); err != nil {
		return err
	}
	if !o.push {
		return nil
	}
	return p.push(ctx, progress)
}
