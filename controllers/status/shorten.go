// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package status

import (
	"strings"
)

// longestMessage is the longest message that the schema accepts, in characters.
const longestMessage = 1024

// Shorten shortens a message to what the schema accepts, and drops its full stop, because conditions are shown in lists.
func Shorten(message string) string {
	message = strings.TrimSuffix(message, ".")
	runes := []rune(message)
	if len(runes) <= longestMessage {
		return message
	}
	return string(runes[:longestMessage-1]) + "…"
}
