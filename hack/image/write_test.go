// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/registry"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/validate"
)

// digest is that of an image or an index.
func digest(t *testing.T, of interface{ Digest() (v1.Hash, error) }) v1.Hash {
	t.Helper()
	d, err := of.Digest()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// The layout holds one index, of both platforms, and a bill of materials for each image of it.
func TestLayout(t *testing.T) {
	t.Parallel()
	p := simulated(t)
	at, err := layout.ImageIndexFromPath(filepath.Join(folder, "vllm-sim.oci"))
	if err != nil {
		t.Fatal(err)
	}
	top, err := at.IndexManifest()
	if err != nil || len(top.Manifests) != 3 {
		t.Fatalf("%v: it holds %+v", err, top)
	}
	if got := top.Manifests[0]; got.Digest != digest(t, p.index) ||
		got.Annotations["io.containerd.image.name"] != "docker.io/library/vllm-sim:latest" {
		t.Errorf("the index is %+v", got)
	}
	index, err := at.ImageIndex(top.Manifests[0].Digest)
	if err != nil {
		t.Fatal(err)
	}
	if err := validate.Index(index); err != nil {
		t.Error(err)
	}
	for i, described := range top.Manifests[1:] {
		if described.ArtifactType != billType {
			t.Errorf("%+v is no bill of materials", described)
		}
		bill, err := at.Image(described.Digest)
		if err != nil {
			t.Fatal(err)
		}
		belongs(t, bill, p.platforms[i])
	}
}

// belongs fails unless an artifact is the bill of materials of an image.
func belongs(t *testing.T, artifact v1.Image, built platformImage) {
	t.Helper()
	m, err := artifact.Manifest()
	if err != nil {
		t.Fatal(err)
	}
	if m.ArtifactType != billType || m.Subject == nil || m.Subject.Digest != digest(t, built.image) {
		t.Errorf("it is %+v", m)
	}
	layers, err := artifact.Layers()
	if err != nil || len(layers) != 1 {
		t.Fatalf("%v: %d layers", err, len(layers))
	}
	r, err := layers[0].Compressed()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if text, err := io.ReadAll(r); err != nil || !bytes.Equal(text, built.bill) {
		t.Errorf("%v: it holds\n%s", err, text)
	}
}

// The tarball of a platform is what docker load and ctr images import take: one image, by its name.
func TestTarball(t *testing.T) {
	t.Parallel()
	for _, built := range simulated(t).platforms {
		path := binary("vllm-sim", built.platform) + ".tar"
		open := func() (io.ReadCloser, error) { return os.Open(path) }
		manifest, err := tarball.LoadManifest(open)
		if err != nil || len(manifest) != 1 || !slices.Equal(manifest[0].RepoTags, []string{"vllm-sim:latest"}) {
			t.Errorf("%v: it holds %+v", err, manifest)
		}
		tag, err := name.NewTag("vllm-sim:latest")
		if err != nil {
			t.Fatal(err)
		}
		image, err := tarball.ImageFromPath(path, &tag)
		if err != nil {
			t.Fatal(err)
		}
		if err := validate.Image(image); err != nil {
			t.Error(err)
		}
		loaded, _ := image.ConfigName()
		made, _ := built.image.ConfigName()
		if loaded != made {
			t.Errorf("the config is %s, and was %s", loaded, made)
		}
		if bill, err := os.ReadFile(strings.TrimSuffix(path, ".tar") + ".cdx.json"); err != nil || !bytes.Equal(bill, built.bill) {
			t.Errorf("%v: the bill of materials beside it is\n%s", err, bill)
		}
	}
}

// What is pushed comes back by a pull, for each platform, with its bill of materials; from registries that know of
// referrers and from those that do not.
func TestPushAndPull(t *testing.T) {
	t.Parallel()
	for _, knows := range []bool{true, false} {
		server := httptest.NewServer(registry.New(registry.WithReferrersSupport(knows), registry.Logger(discard)))
		defer server.Close()
		o := optionsOf(t, "--programs=vllm-sim", "--registry="+strings.TrimPrefix(server.URL, "http://")+"/team/", "--tag=v1", "--push")
		p := *simulated(t)
		var err error
		if p.tag, err = o.reference("vllm-sim"); err != nil {
			t.Fatal(err)
		}
		if err := p.push(t.Context(), t.Output()); err != nil {
			t.Fatal(err)
		}
		for _, built := range p.platforms {
			pulled(t, p.tag, built)
		}
	}
}

func pulled(t *testing.T, tag name.Tag, built platformImage) {
	t.Helper()
	image, err := remote.Image(tag, remote.WithPlatform(built.platform))
	if err != nil {
		t.Fatal(err)
	}
	if err := validate.Image(image); err != nil || digest(t, image) != digest(t, built.image) {
		t.Errorf("%v: another image came back", err)
	}
	referrers, err := remote.Referrers(tag.Digest(digest(t, image).String()))
	if err != nil {
		t.Fatal(err)
	}
	listed, err := referrers.IndexManifest()
	if err != nil || len(listed.Manifests) != 1 {
		t.Fatalf("%v: to the image belong %+v", err, listed)
	}
	bill, err := remote.Image(tag.Digest(listed.Manifests[0].Digest.String()))
	if err != nil {
		t.Fatal(err)
	}
	belongs(t, bill, built)
}
