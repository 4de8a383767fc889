// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package redact

import (
	"encoding/json"
	"fmt"
	"testing"
)

func TestString(t *testing.T) {
	t.Parallel()
	if got := String("k").Reveal(); got != "k" {
		t.Errorf("Reveal() = %q", got)
	}
	if got := fmt.Sprintf("%s|%v|%#v|%x|%d", String("k"), String("k"), String("k"), String("k"), String("k")); got != "[redacted]|[redacted]|[redacted]|[redacted]|[redacted]" {
		t.Errorf("a value prints %q", got)
	}
	if got := fmt.Sprintf("%s|%v|%#v", String(""), String(""), String("")); got != "||" {
		t.Errorf("the empty value prints %q", got)
	}
	if got := String("k").GoString() + String("k").LogValue().String(); got != Word+Word {
		t.Errorf("a value shows as %q", got)
	}
	if text, err := String("k").MarshalText(); err != nil || string(text) != Word {
		t.Errorf("MarshalText() = %q, %v", text, err)
	}
}

func TestDataShowsItsKeys(t *testing.T) {
	t.Parallel()
	d := Data{"b": []byte("2"), "a": []byte("1")}
	if got := fmt.Sprintf("%v %#v %x %s %s", d, d, d, d.GoString(), d.LogValue()); got != "[a b] [a b] [a b] [a b] [a b]" {
		t.Errorf("the data shows as %q", got)
	}
	if text, err := json.Marshal(d); err != nil || string(text) != `["a","b"]` {
		t.Errorf("the JSON is %s, %v", text, err)
	}
}
