// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"testing"

	"go.uber.org/goleak"
)

// TestMain proves that no engine leaves anything behind.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
