// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

// change is a member of an object that gets another value; nil changes nothing.
type change struct {
	key   string
	value []byte
}

// changed is an object with some members changed, or added where they were not. All others stay as they are, byte by byte
// and in their order.
func changed(object []byte, changes ...change) []byte {
	out := make([]byte, 0, len(object)+64)
	out = append(out, '{')
	written := make([]bool, len(changes))
	for key, value := range members(object) {
		i := indexOf(changes, key)
		switch {
		case i < 0:
			out = appendMember(out, key, value)
		case !written[i]:
			written[i] = true
			out = appendMember(out, key, changes[i].value)
		}
	}
	for i, c := range changes {
		if c.value != nil && !written[i] {
			out = appendMember(out, c.key, c.value)
		}
	}
	return append(out, '}')
}

func indexOf(changes []change, key string) int {
	for i, c := range changes {
		if c.key == key && c.value != nil {
			return i
		}
	}
	return -1
}

func appendMember(out []byte, key string, value []byte) []byte {
	if out[len(out)-1] != '{' {
		out = append(out, ',')
	}
	out = append(append(append(out, '"'), encoded(key)...), '"', ':')
	return append(out, value...)
}
