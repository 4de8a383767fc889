// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import "errors"

// maxModels bounds how many entries of a list are read.
const maxModels = 1000

// Model is a model that an engine serves.
type Model struct {
	// Name is what requests call it by.
	Name string
	// Parent is the base model of a LoRA adapter; empty for a base model, and where the protocol does not tell.
	Parent string
	// Root is what the engine made the model of, a path or a name; empty where the protocol does not tell. Equal roots under
	// two names are one model: an adapter with the root of its base is the base.
	Root string
}

// NoModelsError is the error of an engine that is up and says why it has no models.
type NoModelsError string

func (e NoModelsError) Error() string { return string(e) }

var errNotModels = errors.New("answered with something that is not a model list")

// models reads the head of a list. Entries without a name are dropped.
func models(list []byte) ([]Model, error) {
	if !isArray(list) {
		return nil, errors.New("answered with a model list that is none")
	}
	var all []Model
	for entry := range elements(list) {
		m, ok := modelIn(entry)
		if !ok {
			return nil, errors.New("answered with a model list that cannot be read")
		}
		if m.Name != "" {
			all = append(all, m)
		}
		if len(all) == maxModels {
			break
		}
	}
	return all, nil
}

// modelIn reads a bare name, or an object as either kind of list has it; null is a model without a name.
func modelIn(entry []byte) (Model, bool) {
	if isText(entry) {
		return Model{Name: decoded(chars(entry))}, true
	}
	var m Model
	if !isObject(entry) {
		return m, false
	}
	var name string
	places := map[string]*string{"id": &m.Name, "name": &name, "parent": &m.Parent, "root": &m.Root}
	for key, value := range members(entry) {
		place := places[key]
		if place == nil {
			continue
		}
		if !isText(value) {
			return m, false
		}
		*place = decoded(chars(value))
	}
	if m.Name == "" {
		m.Name = name
	}
	return m, true
}

// ModelEntry is the entry of a model in a list in OpenAI's format; nil: the list does not have it.
func ModelEntry(list []byte, name string) []byte {
	for entry := range elements(member(list, "data")) {
		if decoded(chars(member(entry, "id"))) == name {
			return entry
		}
	}
	return nil
}

// Version reads the page that tells a version, as vLLM has it; empty: it tells none.
func Version(page []byte) string {
	if !validObject(page) {
		return ""
	}
	return decoded(chars(member(page, "version")))
}

// ModelNames reads a model list for a client. An engine that says that it has no models gives none.
func ModelNames(f Format, list []byte) ([]string, error) {
	models, err := f.Models(list)
	var none NoModelsError
	if err != nil && !errors.As(err, &none) {
		return nil, err
	}
	names := make([]string, 0, len(models))
	for _, m := range models {
		names = append(names, m.Name)
	}
	return names, nil
}
