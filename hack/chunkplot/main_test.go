// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"os"
	"testing"
)

// TestPicture: the picture that is kept is the one that the schedule gives.
func TestPicture(t *testing.T) {
	t.Parallel()
	kept, err := os.ReadFile("../../docs/images/chunks.svg")
	if err != nil {
		t.Fatal(err)
	}
	var fresh bytes.Buffer
	draw(&fresh)
	if !bytes.Equal(kept, fresh.Bytes()) {
		t.Error("docs/images/chunks.svg is not what the schedule gives: run make pictures, and look at it")
	}
}
