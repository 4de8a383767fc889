// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"encoding/json"
	"fmt"
	"reflect"
	"time"
)

// MarshalJSON writes durations as strings ("40ms") and leaves the keys out.
func (s Script) MarshalJSON() ([]byte, error) {
	s.APIKey, s.ForbiddenKey = "", ""
	fields := map[string]any{}
	for name, field := range s.fields() {
		if d, ok := field.Interface().(time.Duration); ok {
			fields[name] = d.String()
		} else if name != "apiKey" && name != "forbiddenKey" {
			fields[name] = field.Interface()
		}
	}
	return json.Marshal(fields)
}

// Format shows the script as JSON, whatever the verb, and so without the keys.
func (s Script) Format(f fmt.State, _ rune) { _ = json.NewEncoder(f).Encode(s) }

// UnmarshalJSON reads what MarshalJSON writes, and the keys. What is absent stays as it
// is. A field that is unknown or does not fit is an error.
func (s *Script) UnmarshalJSON(data []byte) error {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(data, &raw); err != nil {
		return err
	}
	fields := s.fields()
	for name, value := range raw {
		field, ok := fields[name]
		if !ok {
			return fmt.Errorf("unknown field %q", name)
		}
		if err := setField(field, value); err != nil {
			return fmt.Errorf("field %q: %w", name, err)
		}
	}
	return nil
}

func setField(field reflect.Value, value json.RawMessage) error {
	duration, ok := field.Addr().Interface().(*time.Duration)
	if !ok {
		return json.Unmarshal(value, field.Addr().Interface())
	}
	var text string
	if err := json.Unmarshal(value, &text); err != nil {
		return fmt.Errorf(`a duration is a string such as "40ms": %w`, err)
	}
	d, err := time.ParseDuration(text)
	*duration = d
	return err
}

// fields has the settable fields by their JSON names.
func (s *Script) fields() map[string]reflect.Value {
	v := reflect.ValueOf(s).Elem()
	fields := make(map[string]reflect.Value, v.NumField())
	for i := range v.NumField() {
		fields[v.Type().Field(i).Tag.Get("json")] = v.Field(i)
	}
	return fields
}
