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

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/json"
	"k8s.io/apimachinery/pkg/util/validation"
	yamlstream "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// File is what a file holds.
type File struct {
	// Backend is the CodeGenBackend, with its defaults. Its namespace is default where none is given.
	Backend *v1alpha1.CodeGenBackend
	// Secrets are the data of the Secrets, by name.
	Secrets map[string]map[string][]byte
}

// Read reads a file that holds one CodeGenBackend and any number of Secrets, as documents of YAML.
func Read(ctx context.Context, text []byte) (*File, error) {
	f := &File{Secrets: map[string]map[string][]byte{}}
	documents := yamlstream.NewYAMLReader(bufio.NewReader(bytes.NewReader(text)))
	for {
		document, err := documents.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("cutting the file into documents: %w", err)
		}
		if err := f.add(ctx, document); err != nil {
			return nil, err
		}
	}
	if f.Backend == nil {
		return nil, errors.New("there is no CodeGenBackend in it")
	}
	return f, nil
}

// add takes one document in.
func (f *File) add(ctx context.Context, document []byte) error {
	object, err := decoded(document)
	if err != nil {
		return err
	}
	switch kind := fmt.Sprint(object["apiVersion"], " ", object["kind"]); {
	case len(object) == 0:
		return nil // nothing but comments
	case kind == v1alpha1.GroupVersion.String()+" CodeGenBackend":
		return f.addBackend(ctx, object)
	case kind == "v1 Secret":
		return f.addSecret(document)
	default:
		return fmt.Errorf("%s is neither a CodeGenBackend (%s) nor a Secret (v1)", kind, v1alpha1.GroupVersion)
	}
}

// decoded reads a document as the API server does: each key once, and whole numbers as such.
func decoded(document []byte) (map[string]any, error) {
	text, err := yaml.YAMLToJSONStrict(document)
	if err != nil {
		return nil, fmt.Errorf("not YAML: %w", err)
	}
	var object map[string]any
	if err := json.Unmarshal(text, &object); err != nil {
		return nil, fmt.Errorf("not an object: %w", err)
	}
	return object, nil
}

func (f *File) addBackend(ctx context.Context, object map[string]any) error {
	if f.Backend != nil {
		return errors.New("there is more than one CodeGenBackend in it, and a gateway follows one")
	}
	l, err := theLaw()
	if err != nil {
		return err
	}
	if err := l.enforce(ctx, object); err != nil {
		return fmt.Errorf("the CodeGenBackend is not valid: %w", err)
	}
	backend := &v1alpha1.CodeGenBackend{}
	if err := convert(object, backend); err != nil {
		return err
	}
	if problems := validation.IsDNS1123Subdomain(backend.Name); len(problems) > 0 {
		return fmt.Errorf("metadata.name %q of the CodeGenBackend is not a name: %s", backend.Name, problems[0])
	}
	if backend.Namespace == "" {
		backend.Namespace = "default"
	}
	f.Backend = backend
	return nil
}

// convert reads an object as a type, by way of YAML.
func convert(object map[string]any, into any) error {
	text, err := yaml.Marshal(object)
	if err != nil {
		return fmt.Errorf("writing the object: %w", err)
	}
	if err := yaml.UnmarshalStrict(text, into); err != nil {
		return fmt.Errorf("reading the object: %w", err)
	}
	return nil
}

func (f *File) addSecret(document []byte) error {
	var secret corev1.Secret
	if err := yaml.UnmarshalStrict(document, &secret); err != nil {
		return errors.New("a Secret in it has fields that Secrets do not have, or values that are not base64") // the error itself might show a value
	}
	data := secret.Data
	if data == nil {
		data = map[string][]byte{}
	}
	for key, value := range secret.StringData {
		data[key] = []byte(value)
	}
	f.Secrets[secret.Name] = data
	return nil
}
