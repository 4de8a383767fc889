// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/spf13/pflag"

	"github.com/codegen-dev/codegen-operator/hack/stamp"
)

// options is the parsed command line: what to build, and where to put it.
type options struct {
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

  # push them, with the credentials of docker login, if any
  go run ./hack/image --registry registry.example.com/team --tag v0.6.0 --push

  # the images for tests in a local cluster
  go run ./hack/image --programs codegen-operator,codegen-gateway,vllm-sim --platforms linux/amd64 --out /tmp/images

Flags:
%s
SOURCE_DATE_EPOCH, in seconds, replaces the time of the commit as the creation time of the images.
`

// parse reads the command line. --help writes the usage and returns pflag.ErrHelp.
func parse(args []string, out io.Writer) (options, error) {
	var o options
	var platforms []string
	f := pflag.NewFlagSet("image", pflag.ContinueOnError)
	f.SortFlags = false
	f.SetOutput(out)
	f.Usage = func() { fmt.Fprintf(out, usage, f.FlagUsages()) }
	f.StringSliceVar(&o.programs, "programs", []string{"codegen-operator", "codegen-gateway"}, "`names` of folders in cmd/ to build images of")
	f.StringSliceVar(&platforms, "platforms", []string{"linux/amd64", "linux/arm64"}, "`platforms` to build for")
	f.StringVar(&o.registry, "registry", "", "`registry` and path of the images, such as registry.example.com/team (default: names without a registry)")
	f.StringVar(&o.tag, "tag", "latest", "`tag` of the images")
	f.StringVar(&o.stamp.Version, "stamp", "", "`version` to build into the programs (default: from git)")
	f.StringVarP(&o.out, "out", "o", "dist", "`folder` to write into")
	f.BoolVar(&o.push, "push", false, "push the images and their bills of materials to the registry")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	if f.NArg() > 0 {
		return o, fmt.Errorf("unexpected argument %q: image takes flags only, see --help", f.Arg(0))
	}
	return o, o.check(platforms)
}

// check validates the flags.
func (o *options) check(platforms []string) error {
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
		return fmt.Errorf("--registry %q is a URL: leave out the scheme", o.registry)
	}
	if o.push && o.registry == "" {
		return fmt.Errorf("--push needs --registry")
	}
	return nil
}

var programName = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)

// reference is the name of the image of a program.
func (o *options) reference(program string) (name.Tag, error) {
	text := program + ":" + o.tag
	if o.registry != "" {
		text = strings.TrimSuffix(o.registry, "/") + "/" + text
	}
	tag, err := name.NewTag(text)
	if err != nil {
		return tag, fmt.Errorf("--registry and --tag are not a valid image name: %w", err)
	}
	return tag, nil
}
