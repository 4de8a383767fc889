// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package crd embeds the CustomResourceDefinition, for programs that read manifests without an API server.
package crd

import _ "embed" // the definition is part of the program

// CodeGenBackends is the definition, in YAML.
//
//go:embed bases/serving.codegen.dev_codegenbackends.yaml
var CodeGenBackends []byte
