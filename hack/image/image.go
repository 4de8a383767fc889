// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"os"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// descriptions are what labels say of the programs that users run.
var descriptions = map[string]string{
	"codegen-operator": "Keeps code generation flowing: senses engines, proves them, and moves the traffic to the one that serves",
	"codegen-gateway":  "The streaming front door of a CodeGenBackend",
	"vllm-sim":         "A simulated engine for tests and demos",
}

// image is a program on top of the base.
func (p *program) image() (v1.Image, error) {
	text, err := os.ReadFile(p.path)
	if err != nil {
		return nil, fmt.Errorf("reading the program: %w", err)
	}
	below, err := base(p.created)
	if err != nil {
		return nil, err
	}
	above, err := layerOf(p.created, file{name: p.name, mode: 0o755, text: text})
	if err != nil {
		return nil, err
	}
	config, err := mutate.ConfigFile(plain(), p.config())
	if err != nil {
		return nil, fmt.Errorf("writing the image's config: %w", err)
	}
	at := v1.Time{Time: p.created}
	return mutate.Append(config,
		mutate.Addendum{Layer: below, History: v1.History{Created: at, CreatedBy: "hack/image", Comment: "authorities and users"}},
		mutate.Addendum{Layer: above, History: v1.History{Created: at, CreatedBy: "hack/image", Comment: p.name + " " + p.version}})
}

// plain is an image of nothing, in OCI's words.
func plain() v1.Image {
	return mutate.ConfigMediaType(mutate.MediaType(empty.Image, types.OCIManifestSchema1), types.OCIConfigJSON)
}

func (p *program) config() *v1.ConfigFile {
	return &v1.ConfigFile{
		OS: p.platform.OS, Architecture: p.platform.Architecture, Variant: p.platform.Variant,
		Created: v1.Time{Time: p.created},
		RootFS:  v1.RootFS{Type: "layers"},
		Config: v1.Config{
			User: user, Entrypoint: []string{"/" + p.name}, WorkingDir: "/", Labels: p.labels(),
		},
	}
}

// labels are those of OCI. The index has them as annotations, too.
func (p *program) labels() map[string]string {
	labels := map[string]string{
		"title": p.name, "description": descriptions[p.name], "licenses": "Apache-2.0", "vendor": "The codegen-operator Authors",
		"source": "https://" + module, "url": "https://" + module, "documentation": "https://" + module + "/tree/main/docs",
		"version": p.version, "revision": p.revision, "created": p.created.Format(time.RFC3339),
	}
	known := map[string]string{}
	for key, value := range labels {
		if value != "" {
			known["org.opencontainers.image."+key] = value
		}
	}
	return known
}
