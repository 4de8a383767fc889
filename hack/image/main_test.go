// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"
)

// folder holds what the tests build.
var folder string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "codegen-images-")
	if err != nil {
		panic(err)
	}
	folder = dir
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// ordered parses a command line.
func optionsOf(t *testing.T, args ...string) options {
	t.Helper()
	o, err := parse(args, t.Output())
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// small is the product of the smallest program for both platforms, written into folder.
var small = sync.OnceValues(func() (*product, error) { return made(folder, "vllm-sim", "linux/amd64", "linux/arm64") })

// made builds a program into a folder.
func made(folder, program string, platforms ...string) (*product, error) {
	args := []string{"--programs=" + program, "--out=" + folder, "--stamp=v9.8.7"}
	for _, p := range platforms {
		args = append(args, "--platforms="+p)
	}
	var out bytes.Buffer
	o, err := parse(args, &out)
	if err != nil {
		return nil, err
	}
	ctx, stop := testContext()
	defer stop()
	if err := o.readStamp(ctx); err != nil {
		return nil, err
	}
	p, err := o.build(ctx, program, folder, &out)
	if err != nil {
		return nil, err
	}
	return p, p.write(folder, &out)
}

// simulated is small, which must be there.
func simulated(t *testing.T) *product {
	t.Helper()
	p, err := small()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// here is the platform of containers on this machine.
var here = v1.Platform{OS: "linux", Architecture: runtime.GOARCH}

// binary is where the build has left the one of a platform.
func binary(name string, platform v1.Platform) string {
	return filepath.Join(folder, name+"_"+platform.OS+"_"+platform.Architecture)
}
