// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

const defaultSample = "config/samples/serving_v1alpha1_codegenbackend.yaml"

// sample is the file that is applied: the backend of the story, and the Secrets beside it.
type sample struct {
	path    string
	backend v1alpha1.CodeGenBackend
	secrets []corev1.Secret
}

// readSample reads a file; "" is the default sample.
func readSample(path string) (*sample, error) {
	if path == "" {
		path = above(defaultSample)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the sample: %w", err)
	}
	s, err := parseSample(data)
	if err != nil {
		return nil, fmt.Errorf("sample %s: %w", path, err)
	}
	s.path = path
	return s, nil
}

// above looks for a file of the source tree in the working directory and those above it.
func above(path string) string {
	for up := path; ; up = filepath.Join("..", up) {
		if _, err := os.Stat(up); err == nil {
			return up
		}
		if dir, err := filepath.Abs(filepath.Dir(up)); err != nil || filepath.Dir(dir) == dir {
			return path
		}
	}
}

func parseSample(data []byte) (*sample, error) {
	s := &sample{}
	documents := utilyaml.NewDocumentDecoder(io.NopCloser(bytes.NewReader(data)))
	defer documents.Close()
	for document := make([]byte, len(data)+1); ; {
		n, err := documents.Read(document)
		if errors.Is(err, io.EOF) {
			return s, s.check()
		}
		if err == nil {
			err = s.add(document[:n])
		}
		if err != nil {
			return nil, err
		}
	}
}

// add adds one document. Other kinds are left to kubectl.
func (s *sample) add(document []byte) error {
	var kind metav1.TypeMeta
	if err := yaml.Unmarshal(document, &kind); err != nil {
		return err
	}
	switch kind.Kind {
	case "CodeGenBackend":
		if s.backend.Name != "" {
			return errors.New("it has more than one CodeGenBackend")
		}
		return yaml.UnmarshalStrict(document, &s.backend)
	case "Secret":
		s.secrets = append(s.secrets, corev1.Secret{})
		return yaml.UnmarshalStrict(document, &s.secrets[len(s.secrets)-1])
	}
	return nil
}

// check returns an error if the demo cannot use this sample.
func (s *sample) check() error {
	spec := &s.backend.Spec
	switch {
	case s.backend.Name == "":
		return errors.New("it has no CodeGenBackend")
	case spec.Mode != "" && spec.Mode != v1alpha1.ModeAuto:
		return fmt.Errorf("mode is %s, which does not flip: the demo needs Auto", spec.Mode)
	case spec.Route.Service == nil:
		return errors.New("it has no spec.route.service: the demo needs a Service to observe traffic")
	case !s.measures():
		return errors.New("it has no canary through vllm with an expectation: the demo needs one to show measurements")
	}
	if s.backend.Namespace == "" {
		s.backend.Namespace = metav1.NamespaceDefault
	}
	return nil
}

func (s *sample) measures() bool {
	for i := range s.backend.Spec.Canaries {
		if c := &s.backend.Spec.Canaries[i]; c.Expect != nil && through(c, v1alpha1.ThroughVLLM) {
			return true
		}
	}
	return false
}

// key is the value in a Secret of the sample; "": there is none.
func (s *sample) key(ref v1alpha1.SecretKeyReference) string {
	for i := range s.secrets {
		if secret := &s.secrets[i]; secret.Name == ref.Name {
			if text, ok := secret.StringData[ref.Key]; ok {
				return text
			}
			return string(secret.Data[ref.Key])
		}
	}
	return ""
}
