// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

//go:build !linux

package sandbox

import (
	"context"
	"errors"
)

// Possible says that there are no namespaces here.
func Possible() error { return errors.ErrUnsupported }

// Run says that there are no namespaces here.
func Run(context.Context, ...string) (int, error) { return 0, errors.ErrUnsupported }

// Stage has no stages here.
func Stage([]string) {}
