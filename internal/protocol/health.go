// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import (
	"errors"
	"fmt"
)

// healthy reads the status of a health page that has one.
func healthy(page []byte) error {
	const other = "answered its health check with something that is not the protocol's JSON"
	if !validObject(page) {
		return errors.New(other)
	}
	status := member(page, "status")
	if !isText(status) {
		return errors.New(other)
	}
	switch text := decoded(chars(status)); text {
	case "", "healthy", "ok":
		return nil
	default:
		return fmt.Errorf("says that its status is %s", quote(text))
	}
}

// maxQuoted bounds what an error quotes of an engine, in bytes.
const maxQuoted = 40

// quote is the beginning of a text from outside, in quotes.
func quote(text string) string {
	if len(text) > maxQuoted {
		text = text[:maxQuoted] + "…"
	}
	return fmt.Sprintf("%q", text)
}
