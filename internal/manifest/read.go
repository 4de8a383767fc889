// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package manifest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/redact"
)

// File is the content of a gateway's file.
type File struct {
	// Backend is the CodeGenBackend, with its defaults. Its namespace is default if none is set.
	Backend *v1alpha1.CodeGenBackend
	// Secrets are the data of the Secrets, by name. Their values do not print.
	Secrets map[string]redact.Data
}

// Format shows the names of the objects, whatever the verb, and no value of a Secret.
func (f File) Format(s fmt.State, _ rune) {
	var name string
	if f.Backend != nil {
		name = f.Backend.Namespace + "/" + f.Backend.Name
	}
	_, _ = fmt.Fprintf(s, "CodeGenBackend %s, Secrets %v", name, slices.Sorted(maps.Keys(f.Secrets)))
}

// LogValue shows what Format shows.
func (f File) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(f)) }

// MarshalText shows what Format shows.
func (f File) MarshalText() ([]byte, error) { return fmt.Append(nil, f), nil }

// Read reads a YAML file with one CodeGenBackend, any number of Secrets, and nothing else.
func Read(ctx context.Context, text []byte) (*File, error) {
	s, err := ReadAll(ctx, text)
	switch {
	case err != nil:
		return nil, err
	case len(s.Others) > 0:
		return nil, fmt.Errorf("%s is neither a CodeGenBackend (%s) nor a Secret (v1)", s.Others[0], v1alpha1.GroupVersion)
	case len(s.Backends) == 0:
		return nil, errors.New("the file has no CodeGenBackend")
	case len(s.Backends) > 1:
		return nil, errors.New("the file has more than one CodeGenBackend, and a gateway follows one")
	}
	f := &File{Backend: s.Backends[0], Secrets: map[string]redact.Data{}}
	for key, data := range s.Secrets {
		f.Secrets[key.Name] = data
	}
	return f, nil
}
