// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import "github.com/codegen-dev/codegen-operator/api/v1alpha1"

// engine is one of the two engines: its declaration, its location, and the process that simulates it.
type engine struct {
	*process
	name     v1alpha1.EngineName
	spec     *v1alpha1.EngineSpec
	location location
}
