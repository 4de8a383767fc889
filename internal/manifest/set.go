// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package manifest

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"k8s.io/apimachinery/pkg/types"
	yamlstream "k8s.io/apimachinery/pkg/util/yaml"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/redact"
)

// Set is the content of a file of manifests.
type Set struct {
	// Backends are the CodeGenBackends, with their defaults, in the order of the file. The namespace is default if none is set.
	Backends []*v1alpha1.CodeGenBackend
	// Secrets are the data of the Secrets, by namespace and name.
	Secrets map[types.NamespacedName]redact.Data
	// Others are the kinds of the other documents, one entry for each.
	Others []string
}

// Format never shows values of Secrets, even where the value is behind a pointer.
func (s Set) Format(f fmt.State, verb rune) {
	type fields Set
	redact.Format(f, verb, fields(s))
}

// ReadAll reads a YAML file with any number of CodeGenBackends and Secrets. Other documents are only counted.
func ReadAll(ctx context.Context, text []byte) (*Set, error) {
	s := &Set{Secrets: map[types.NamespacedName]redact.Data{}}
	documents := yamlstream.NewYAMLReader(bufio.NewReader(bytes.NewReader(text)))
	for {
		document, err := documents.Read()
		if errors.Is(err, io.EOF) {
			return s, nil
		}
		if err != nil {
			return nil, fmt.Errorf("split the file into documents: %w", err)
		}
		if err := s.add(ctx, document); err != nil {
			return nil, err
		}
	}
}

// add adds one document.
func (s *Set) add(ctx context.Context, document []byte) error {
	object, err := decode(document)
	if err != nil {
		return err
	}
	switch kind := fmt.Sprint(object["apiVersion"], " ", object["kind"]); {
	case len(object) == 0:
		return nil // only comments
	case kind == v1alpha1.GroupVersion.String()+" CodeGenBackend":
		return s.addBackend(ctx, object)
	case kind == "v1 Secret":
		return s.addSecret(document)
	default:
		s.Others = append(s.Others, kind)
		return nil
	}
}
