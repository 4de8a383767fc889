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

// defaultNamespace is the namespace of an object without one.
const defaultNamespace = "default"

// decode reads a document as the API server does: duplicate keys are errors, and integers stay integers.
func decode(document []byte) (map[string]any, error) {
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
	v, err := crdValidator()
	if err != nil {
		return err
	}
	if err := v.validate(ctx, object); err != nil {
		return fmt.Errorf("the CodeGenBackend is not valid: %w", err)
	}
	backend := &v1alpha1.CodeGenBackend{}
	if err := convert(object, backend); err != nil {
		return err
	}
	if problems := validation.IsDNS1123Subdomain(backend.Name); len(problems) > 0 {
		return fmt.Errorf("metadata.name %q of the CodeGenBackend is not valid: %s", backend.Name, problems[0])
	}
	backend.Namespace = cmp.Or(backend.Namespace, defaultNamespace)
	s.Backends = append(s.Backends, backend)
	return nil
}

// convert converts an object to a type by way of YAML.
func convert(object map[string]any, into any) error {
	text, err := yaml.Marshal(object)
	if err != nil {
		return fmt.Errorf("encode the object: %w", err)
	}
	if err := yaml.UnmarshalStrict(text, into); err != nil {
		return fmt.Errorf("decode the object: %w", err)
	}
	return nil
}

func (s *Set) addSecret(document []byte) error {
	var secret corev1.Secret
	if err := yaml.UnmarshalStrict(document, &secret); err != nil {
		return errors.New("a Secret has unknown fields, or values that are not base64") // the error itself could contain a value
	}
	data := secret.Data
	if data == nil {
		data = map[string][]byte{}
	}
	for key, value := range secret.StringData {
		data[key] = []byte(value)
	}
	s.Secrets[types.NamespacedName{Namespace: cmp.Or(secret.Namespace, defaultNamespace), Name: secret.Name}] = data
	return nil
}
