// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package manifest

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/json"
	"k8s.io/apimachinery/pkg/util/validation"
	"sigs.k8s.io/yaml"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// absentNamespace is where an object is that names no namespace.
const absentNamespace = "default"

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

func (s *Set) addBackend(ctx context.Context, object map[string]any) error {
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
	backend.Namespace = cmp.Or(backend.Namespace, absentNamespace)
	s.Backends = append(s.Backends, backend)
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

func (s *Set) addSecret(document []byte) error {
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
	s.Secrets[types.NamespacedName{Namespace: cmp.Or(secret.Namespace, absentNamespace), Name: secret.Name}] = data
	return nil
}
