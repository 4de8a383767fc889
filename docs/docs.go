// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package docs embeds pages that programs show as well.
package docs

import _ "embed" // for the pages

// Conditions is docs/reference/conditions.md: what each reason means, and what to do about it.
//
//go:embed reference/conditions.md
var Conditions string
