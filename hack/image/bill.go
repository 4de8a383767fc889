// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"runtime/debug"
	"strings"
	"time"

	cdx "github.com/CycloneDX/cyclonedx-go"
	"github.com/google/uuid"
	"github.com/package-url/packageurl-go"
)

// bill is the bill of materials: what the program itself says that it is built from, and what is in the image beside it.
func (p *program) bill() ([]byte, error) {
	self := component(&p.info.Main)
	self.Type, self.Name, self.Version, self.Hashes = cdx.ComponentTypeApplication, p.name, p.version, nil
	self.PackageURL, self.BOMRef = purl(module+"/cmd/"+p.name, p.version), "program"
	parts := []cdx.Component{standardLibrary(p.info.GoVersion)}
	for _, dep := range p.info.Deps {
		parts = append(parts, component(dep))
	}
	trusted, err := trustedRoots()
	if err != nil {
		return nil, err
	}
	parts = append(parts, trusted)

	b := cdx.NewBOM()
	b.SerialNumber = p.serial()
	b.Metadata = &cdx.Metadata{Timestamp: p.created.Format(time.RFC3339), Component: &self, Properties: p.settings()}
	b.Components, b.Dependencies = &parts, needs(parts)
	return encoded(b)
}

// component is a module; one that was replaced is what it was replaced by.
func component(m *debug.Module) cdx.Component {
	if m.Replace != nil {
		m = m.Replace
	}
	url := purl(m.Path, m.Version)
	return cdx.Component{
		Type: cdx.ComponentTypeLibrary, BOMRef: url, Name: m.Path, Version: m.Version, PackageURL: url,
		Scope: cdx.ScopeRequired, Hashes: hashes(m.Sum),
	}
}

// standardLibrary is what the toolchain has added.
func standardLibrary(goVersion string) cdx.Component {
	return component(&debug.Module{Path: "std", Version: strings.TrimPrefix(goVersion, "go")})
}

// purl is how a module is called among packages of all languages. The rules want small letters.
func purl(path, version string) string {
	namespace, name := "", path
	if i := strings.LastIndex(path, "/"); i >= 0 {
		namespace, name = path[:i], path[i+1:]
	}
	return packageurl.NewPackageURL(packageurl.TypeGolang, strings.ToLower(namespace), strings.ToLower(name), version, nil, "").ToString()
}

// hashes are the one in go.sum, which is a SHA-256 of the names and hashes of all files of the module.
func hashes(sum string) *[]cdx.Hash {
	raw, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(sum, "h1:"))
	if sum == "" || err != nil {
		return nil
	}
	return &[]cdx.Hash{{Algorithm: cdx.HashAlgoSHA256, Value: hex.EncodeToString(raw)}}
}

// trustedRoots are the authorities that the base holds, by the module that they came with.
func trustedRoots() (cdx.Component, error) {
	const path = "golang.org/x/crypto/x509roots/fallback"
	info, _ := debug.ReadBuildInfo()
	for _, dep := range info.Deps {
		if dep.Path == path {
			c := component(dep)
			c.Type, c.Description = cdx.ComponentTypeData, "the authorities in /"+roots
			return c, nil
		}
	}
	return cdx.Component{}, fmt.Errorf("this program does not know the version of %s that it was built with", path)
}

// settings are what the program was built with, such as its platform and the commit.
func (p *program) settings() *[]cdx.Property {
	var properties []cdx.Property
	for _, s := range p.info.Settings {
		properties = append(properties, cdx.Property{Name: "go:build:" + s.Key, Value: s.Value})
	}
	return &properties
}

// serial is the same for the same program, as all of the bill is.
func (p *program) serial() string {
	of := strings.Join([]string{p.name, p.version, p.created.String(), p.info.String()}, "\n")
	return "urn:uuid:" + uuid.NewSHA1(uuid.NameSpaceURL, []byte(of)).String()
}

// needs tells that the program stands on everything; how its parts stand on each other a program does not tell.
func needs(parts []cdx.Component) *[]cdx.Dependency {
	refs := make([]string, len(parts))
	for i := range parts {
		refs[i] = parts[i].BOMRef
	}
	return &[]cdx.Dependency{{Ref: "program", Dependencies: &refs}}
}

func encoded(b *cdx.BOM) ([]byte, error) {
	var out bytes.Buffer
	encoder := cdx.NewBOMEncoder(&out, cdx.BOMFileFormatJSON)
	if err := encoder.SetPretty(true).EncodeVersion(b, cdx.SpecVersion1_6); err != nil {
		return nil, fmt.Errorf("writing the bill of materials: %w", err)
	}
	return out.Bytes(), nil
}
