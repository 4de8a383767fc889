// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"encoding/json"
	"strings"
	"sync"
)

// vocabulary gives each token its id. All engines have the same one, as those of one model do.
var vocabulary struct {
	mu    sync.Mutex // guards what follows
	ids   map[string]uint32
	texts []string
}

// idsOf are the ids of tokens.
func idsOf(tokens ...string) []uint32 {
	v := &vocabulary
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.ids == nil {
		v.ids = map[string]uint32{}
	}
	ids := make([]uint32, 0, len(tokens))
	for _, token := range tokens {
		id, known := v.ids[token]
		if !known {
			id = uint32(len(v.texts)) //nolint:gosec // a test does not have so many tokens
			v.ids[token] = id
			v.texts = append(v.texts, token)
		}
		ids = append(ids, id)
	}
	return ids
}

// textOf is what ids stand for.
func textOf(ids []uint32) string {
	v := &vocabulary
	v.mu.Lock()
	defer v.mu.Unlock()
	var text strings.Builder
	for _, id := range ids {
		if int(id) < len(v.texts) {
			text.WriteString(v.texts[id])
		}
	}
	return text.String()
}

// promptText is a prompt: a text, or the ids of its tokens.
type promptText string

// UnmarshalJSON reads either form.
func (p *promptText) UnmarshalJSON(data []byte) error {
	var ids []uint32
	if json.Unmarshal(data, &ids) == nil {
		*p = promptText(textOf(ids))
		return nil
	}
	return json.Unmarshal(data, (*string)(p))
}
