// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"crypto/sha256"
	"debug/buildinfo"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"

	cdx "github.com/CycloneDX/cyclonedx-go"
	"github.com/package-url/packageurl-go"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// listed are the components of a bill of materials by the names of their modules.
func listed(t *testing.T, bill []byte) (cdx.BOM, map[string]cdx.Component) {
	t.Helper()
	var b cdx.BOM
	if err := cdx.NewBOMDecoder(bytes.NewReader(bill), cdx.BOMFileFormatJSON).Decode(&b); err != nil {
		t.Fatal(err)
	}
	components := map[string]cdx.Component{}
	for _, c := range *b.Components {
		components[c.Name] = c
	}
	return b, components
}

// A bill of materials names every module that is in the program, with its version and its hash, and no other.
func TestTheBillIsWhatTheProgramSays(t *testing.T) {
	t.Parallel()
	for _, built := range simulated(t).platforms {
		info, err := buildinfo.ReadFile(binary("vllm-sim", built.platform))
		if err != nil || len(info.Deps) == 0 {
			t.Fatalf("%v: it is built from %v", err, info)
		}
		b, components := listed(t, built.bill)
		if b.Metadata.Component.Name != "vllm-sim" || b.Metadata.Component.Version != "v9.8.7" {
			t.Errorf("it is of %+v", b.Metadata.Component)
		}
		for _, dep := range info.Deps {
			same(t, components[dep.Path], dep)
			delete(components, dep.Path)
		}
		if std := components["std"]; "go"+std.Version != info.GoVersion || std.PackageURL != "pkg:golang/std@"+std.Version {
			t.Errorf("the standard library is %+v", std)
		}
		if trusted := components["golang.org/x/crypto/x509roots/fallback"]; trusted.Type != cdx.ComponentTypeData || trusted.Version == "" {
			t.Errorf("the authorities are %+v", trusted)
		}
		if len(components) != 2 {
			t.Errorf("it names others as well: %v", components)
		}
	}
}

// same fails unless a component is a module.
func same(t *testing.T, c cdx.Component, dep *debug.Module) {
	t.Helper()
	url, err := packageurl.FromString(c.PackageURL)
	if err != nil || url.Namespace+"/"+url.Name != strings.ToLower(dep.Path) || url.Version != dep.Version || c.Version != dep.Version {
		t.Errorf("%v: %s %s is %+v", err, dep.Path, dep.Version, c)
	}
	raw, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(dep.Sum, "h1:"))
	if err != nil || len(raw) != sha256.Size {
		t.Fatalf("%v: the sum of %s is %s", err, dep.Path, dep.Sum)
	}
	if c.Hashes == nil || (*c.Hashes)[0] != (cdx.Hash{Algorithm: cdx.HashAlgoSHA256, Value: hex.EncodeToString(raw)}) {
		t.Errorf("the hash of %s is %v", dep.Path, c.Hashes)
	}
}

// What was replaced is what it was replaced by, and what has no sum, as a folder, has no hash.
func TestReplaced(t *testing.T) {
	t.Parallel()
	c := component(
		&debug.Module{
			Path:    "example.com/A/b",
			Version: "v1.0.0",
			Sum:     "h1:x",
			Replace: &debug.Module{Path: "example.com/C/d", Version: "v2.0.0"},
		},
	)
	if c.Name != "example.com/C/d" || c.PackageURL != "pkg:golang/example.com/c/d@v2.0.0" || c.Hashes != nil {
		t.Errorf("it is %+v", c)
	}
}

// A bill of materials holds to the schema of CycloneDX.
func TestTheBillHoldsToTheSchema(t *testing.T) {
	t.Parallel()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{.Dir}}", "github.com/CycloneDX/cyclonedx-go").Output()
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	for name, id := range map[string]string{"bom-1.6.schema.json": "bom-1.6.schema.json", "spdx.schema.json": "spdx.schema.json", "jsf-0.82.schemax.json": "jsf-0.82.schema.json"} {
		text, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(out)), "schema", name))
		if err != nil {
			t.Fatal(err)
		}
		schema, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if err := compiler.AddResource("http://cyclonedx.org/schema/"+id, schema); err != nil {
			t.Fatal(err)
		}
	}
	schema, err := compiler.Compile("http://cyclonedx.org/schema/bom-1.6.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var bill any
	if err := json.Unmarshal(simulated(t).platforms[0].bill, &bill); err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(bill); err != nil {
		t.Error(err)
	}
}
