// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package status

import (
	"strings"
)

// longestMessage is what the schema lets into a message, in characters.
const longestMessage = 1024

// cut shortens a message to what the schema lets in, and drops its full stop: conditions are shown in lists.
func Shorten(message string) string {
	message = strings.TrimSuffix(message, ".")
	runes := []rune(message)
	if len(runes) <= longestMessage {
		return message
	}
	return string(runes[:longestMessage-1]) + "…"
}
