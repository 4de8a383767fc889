// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
)

const (
	// maxList bounds a health page or a model list, in bytes.
	maxList = 1 << 20
	// maxModels bounds how many models of a list are kept.
	maxModels = 1000
	// maxName bounds the name of a model, in characters; a longer one is cut.
	maxName = 253
)

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

// Health asks whether the engine is up. It does not prove that the engine generates anything, nor that the key is good.
func (c *Client) Health(ctx context.Context) *Fault {
	ctx, done := c.attach(ctx)
	defer done()
	body, fault := c.fetch(ctx, c.wire.routes().health, maxList)
	if fault != nil {
		return fault
	}
	return c.unexpected(c.wire.well(body))
}

// Models asks which models the engine serves, at most 1,000, in its own order. ModelsMissing says that it has none
// yet, or that what it stands for is down.
func (c *Client) Models(ctx context.Context) ([]Model, *Fault) {
	ctx, done := c.attach(ctx)
	defer done()
	body, fault := c.fetch(ctx, c.wire.routes().models, maxList)
	if fault != nil {
		return nil, fault
	}
	models, err := c.wire.models(body)
	for i, m := range models {
		models[i] = c.presentable(m)
	}
	return models, c.unexpected(err)
}

func (c *Client) presentable(m Model) Model {
	clean := func(name string) string { return c.secret.clean(name, maxName) }
	return Model{Name: clean(m.Name), Parent: clean(m.Parent), Root: clean(m.Root)}
}

// unexpected is the fault of a 200 whose body does not say what it should; nil for a nil error.
func (c *Client) unexpected(err error) *Fault {
	if err == nil {
		return nil
	}
	f := &Fault{Reason: HTTPError, Status: 200, Message: c.secret.clean(c.where()+" "+err.Error(), maxMessage)}
	var none noModels
	if errors.As(err, &none) {
		f.Reason = ModelsMissing
	}
	return f
}

// UnmarshalJSON reads a bare name, or an object as either kind of list has it.
func (m *Model) UnmarshalJSON(raw []byte) error {
	if json.Unmarshal(raw, &m.Name) == nil {
		return nil
	}
	var said struct{ ID, Name, Parent, Root string }
	err := json.Unmarshal(raw, &said)
	m.Name, m.Parent, m.Root = said.ID, said.Parent, said.Root
	if m.Name == "" {
		m.Name = said.Name
	}
	return err
}

// firstModels reads the head of a list, without making room for what is behind it. Entries without a name are dropped.
func firstModels(list []byte) ([]Model, error) {
	in := json.NewDecoder(bytes.NewReader(list))
	if start, err := in.Token(); err != nil || start != json.Delim('[') {
		return nil, errors.New("answered with a model list that is none")
	}
	var models []Model
	for in.More() && len(models) < maxModels {
		var m Model
		if in.Decode(&m) != nil {
			return nil, errors.New("answered with a model list that cannot be read")
		}
		if m.Name != "" {
			models = append(models, m)
		}
	}
	return models, nil
}
