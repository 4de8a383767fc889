// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"archive/tar"
	"context"
	"crypto/x509"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
)

// testContext bounds a build, which is shared by tests and belongs to none of them.
func testContext() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), 20*time.Minute)
}

// Builds of a commit give the same bytes, on every machine and from any folder.
func TestTheSameDigestTwice(t *testing.T) {
	t.Parallel()
	first := simulated(t)
	o := optionsOf(t, "--programs=vllm-sim", "--stamp=v9.8.7")
	if err := o.readStamp(t.Context()); err != nil {
		t.Fatal(err)
	}
	second, err := o.build(t.Context(), "vllm-sim", t.TempDir(), t.Output())
	if err != nil {
		t.Fatal(err)
	}
	one, _ := first.index.Digest()
	two, _ := second.index.Digest()
	if one != two {
		t.Errorf("the index is %s, and then %s", one, two)
	}
	for i := range first.platforms {
		one, _ := first.platforms[i].referrer.Digest()
		two, _ := second.platforms[i].referrer.Digest()
		if one != two {
			t.Errorf("the bill of materials is\n%s\nand then\n%s", first.platforms[i].bill, second.platforms[i].bill)
		}
	}
}

func TestWhatTheConfigSays(t *testing.T) {
	t.Parallel()
	p := simulated(t)
	if len(p.platforms) != 2 {
		t.Fatalf("there are %d platforms", len(p.platforms))
	}
	for i, architecture := range []string{"amd64", "arm64"} {
		image := p.platforms[i].image
		config, err := image.ConfigFile()
		if err != nil {
			t.Fatal(err)
		}
		if config.OS != "linux" || config.Architecture != architecture || config.Config.User != "65532:65532" ||
			!slices.Equal(config.Config.Entrypoint, []string{"/vllm-sim"}) {
			t.Errorf("it is %+v", config)
		}
		for _, label := range []string{"title", "description", "licenses", "source", "version", "created"} {
			if config.Config.Labels["org.opencontainers.image."+label] == "" {
				t.Errorf("there is no label %s", label)
			}
		}
		if config.Config.Labels["org.opencontainers.image.version"] != "v9.8.7" ||
			config.Created.Format(time.RFC3339) != config.Config.Labels["org.opencontainers.image.created"] {
			t.Errorf("of %s it says %v", config.Created, config.Config.Labels)
		}
	}
}

// unpacked are the files of an image by their names.
func unpacked(t *testing.T, image v1.Image) (names []string, texts map[string][]byte) {
	t.Helper()
	flat := mutate.Extract(image)
	defer flat.Close()
	texts = map[string][]byte{}
	for r := tar.NewReader(flat); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			slices.Sort(names)
			return names, texts
		}
		if err != nil {
			t.Fatal(err)
		}
		if h.Uid != 0 || h.Gid != 0 || h.Mode&0o022 != 0 {
			t.Errorf("%s may be written by others than root: %+v", h.Name, h)
		}
		if texts[h.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
		names = append(names, h.Name)
	}
}

// Nothing is in an image but the program and what it needs.
func TestWhatIsInside(t *testing.T) {
	t.Parallel()
	for _, piece := range simulated(t).platforms {
		names, texts := unpacked(t, piece.image)
		want := []string{"etc", "etc/group", "etc/passwd", "etc/ssl", "etc/ssl/certs", roots, "vllm-sim"}
		if diff := cmp.Diff(want, names); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if built, err := os.ReadFile(binary("vllm-sim", piece.platform)); err != nil || !slices.Equal(built, texts["vllm-sim"]) {
			t.Errorf("the program of %s is not the one that was built: %v", piece.platform, err)
		}
		if pool := x509.NewCertPool(); !pool.AppendCertsFromPEM(texts[roots]) || strings.Count(string(texts[roots]), "BEGIN CERTIFICATE") < 100 {
			t.Error("there are no authorities to speak of")
		}
		if !strings.Contains(string(texts["etc/passwd"]), "nonroot:x:65532:65532:") {
			t.Errorf("the users are %s", texts["etc/passwd"])
		}
	}
}

// The programs come out of their images as ones that run, and tell the version that they were stamped with.
func TestTheProgramsRun(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Log("what is in the images runs on Linux alone, and was not run here")
		return
	}
	for _, name := range []string{"codegen-operator", "codegen-gateway", "vllm-sim"} {
		p, err := made(t.TempDir(), name, here.String())
		if err != nil {
			t.Fatal(err)
		}
		_, texts := unpacked(t, p.platforms[0].image)
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, texts[name], 0o700); err != nil {
			t.Fatal(err)
		}
		out, err := exec.CommandContext(t.Context(), path, "--version").CombinedOutput()
		if err != nil || !strings.HasPrefix(string(out), name+" v9.8.7") || !strings.Contains(string(out), here.String()) {
			t.Errorf("%v: %s", err, out)
		}
	}
}
