// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package record

import "context"

type keyOfKey struct{}

// WithKey tells those behind it the name of the API key that a request came with.
func WithKey(ctx context.Context, name string) context.Context {
	return context.WithValue(ctx, keyOfKey{}, name)
}

// KeyOf is the name of the API key; empty: none was asked for.
func KeyOf(ctx context.Context) string {
	name, _ := ctx.Value(keyOfKey{}).(string)
	return name
}
