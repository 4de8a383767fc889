// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"context"
	"errors"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

const (
	// maxList bounds a health page or a model list, in bytes.
	maxList = 1 << 20
	// maxName bounds the name of a model, in characters; a longer one is cut.
	maxName = 253
)

// Health asks whether the engine is up. It does not prove that the engine generates anything, nor that the key is good.
func (c *Client) Health(ctx context.Context) *Fault {
	ctx, done := c.attach(ctx)
	defer done()
	body, fault := c.fetch(ctx, c.format.Paths().Health, maxList)
	if fault != nil {
		return fault
	}
	return c.unexpected(c.format.Healthy(body))
}

// Models asks which models the engine serves, at most 1,000, in its own order. ModelsMissing says that it has none
// yet, or that what it stands for is down.
func (c *Client) Models(ctx context.Context) ([]protocol.Model, *Fault) {
	ctx, done := c.attach(ctx)
	defer done()
	body, fault := c.fetch(ctx, c.format.Paths().Models, maxList)
	if fault != nil {
		return nil, fault
	}
	models, err := c.format.Models(body)
	for i, m := range models {
		models[i] = c.presentable(m)
	}
	return models, c.unexpected(err)
}

// Version asks for the version of the engine's software, at most 253 characters of it; empty: it does not tell.
func (c *Client) Version(ctx context.Context) string {
	path := c.format.Paths().Version
	if path == "" {
		return ""
	}
	ctx, done := c.attach(ctx)
	defer done()
	body, fault := c.fetch(ctx, path, maxList)
	if fault != nil {
		return ""
	}
	return clean(c.secret, protocol.Version(body), maxName)
}

func (c *Client) presentable(m protocol.Model) protocol.Model {
	tidied := func(name string) string { return clean(c.secret, name, maxName) }
	return protocol.Model{Name: tidied(m.Name), Parent: tidied(m.Parent), Root: tidied(m.Root)}
}

// unexpected is the fault of a 200 whose body does not say what it should; nil for a nil error.
func (c *Client) unexpected(err error) *Fault {
	if err == nil {
		return nil
	}
	f := &Fault{Reason: reason.HTTPError, Status: 200, Message: clean(c.secret, c.where()+" "+err.Error(), maxMessage)}
	var none protocol.NoModelsError
	if errors.As(err, &none) {
		f.Reason = reason.ModelsMissing
	}
	return f
}
