// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package redaction holds every type that has key material against one rule: however a value is printed, logged or marshalled,
// the key does not show. Add a row for each new type.
package redaction

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/types"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/cmd/kubectl-codegen/check"
	"github.com/codegen-dev/codegen-operator/controllers/delivery"
	"github.com/codegen-dev/codegen-operator/controllers/spec"
	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/gateway/source"
	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/internal/manifest"
	"github.com/codegen-dev/codegen-operator/internal/prober"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
	"github.com/codegen-dev/codegen-operator/internal/redact"
	"github.com/codegen-dev/codegen-operator/internal/sim"
)

const key = "sesame-open-42"

var data = map[string][]byte{"token": []byte(key)}

// holders are values of all types that hold key material, each with the key in every field that may have one.
func holders(t *testing.T) map[string]any {
	t.Helper()
	endpoint := engine.Endpoint{Protocol: protocol.OpenAI, URL: "http://192.0.2.1:8000", Key: key, TLS: engine.TLS{Key: key}}
	config := &prober.EngineConfig{Endpoint: endpoint, Route: &prober.Endpoint{URL: endpoint.URL}}
	spec.SetKey(config, spec.Key([]byte(key+"\n")))
	client, err := engine.New(engine.Endpoint{Protocol: protocol.OpenAI, URL: "http://192.0.2.1:8000/?token=" + key, Key: key}, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return map[string]any{
		"redact.String":       redact.String(key),
		"redact.Data":         redact.Data(data),
		"engine.Endpoint":     endpoint,
		"engine.TLS":          endpoint.TLS,
		"engine.Client":       unmarshalled{client},
		"prober.EngineConfig": *config,
		"prober.Config":       prober.Config{VLLM: config, Legacy: config},
		"delivery.Delivery":   delivery.Delivery{URL: "http://192.0.2.1/", Body: []byte("{}"), Secret: key},
		"manifest.File":       manifest.File{Backend: &v1alpha1.CodeGenBackend{}, Secrets: map[string]redact.Data{"keys": data}},
		"*manifest.File":      &manifest.File{Secrets: map[string]redact.Data{"keys": data}},
		"manifest.Set":        manifest.Set{Secrets: map[types.NamespacedName]redact.Data{{Name: "keys"}: data}},
		"check.Options":       check.Options{Keys: map[decide.Engine]redact.String{decide.VLLM: key}},
		"table.Engine":        []table.Engine{{URL: &url.URL{Host: "192.0.2.1"}, Value: key, TLS: engine.TLS{Key: key}}},
		"*table.Engine":       &table.Engine{Value: key, TLS: engine.TLS{Key: key}},
		"table.Table":         table.Table{VLLM: &table.Engine{Value: key}, Legacy: &table.Engine{Value: key}},
		"source.Secrets":      source.Secrets{"keys": data},
		"*source.Secrets":     &source.Secrets{"keys": data},
		"sim.Script":          sim.Script{APIKey: key, ForbiddenKey: key},
	}
}

// unmarshalled is a value that is never marshalled.
type unmarshalled struct{ value any }

func TestKeysAreRedacted(t *testing.T) {
	t.Parallel()
	for name, holder := range holders(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, shown := range prints(t, holder) {
				for _, form := range forms {
					if strings.Contains(shown, form) {
						t.Errorf("the key shows as %s in %s", form, shown)
					}
				}
			}
		})
	}
}

// forms are how the key would show: as it is, and as fmt and JSON print bytes.
var forms = []string{
	key, hex.EncodeToString([]byte(key)), strings.ToUpper(hex.EncodeToString([]byte(key))), base64.StdEncoding.EncodeToString([]byte(key)),
	strings.Trim(fmt.Sprintf("%d", []byte(key)), "[]"),
}

// prints prints a value in every way.
func prints(t *testing.T, holder any) []string {
	t.Helper()
	if h, ok := holder.(unmarshalled); ok {
		return verbs(h.value)
	}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("it", "v", holder)
	slog.New(slog.NewJSONHandler(&log, nil)).Info("it", "v", holder)
	marshalled, err := json.Marshal([]any{holder})
	if _, unsupported := err.(*json.UnsupportedTypeError); err != nil && !unsupported { //nolint:errorlint // json.Marshal returns it as it is
		t.Fatal(err)
	}
	return append(verbs(holder), log.String(), string(marshalled))
}

func verbs(v any) []string {
	shown := []string{fmt.Sprint(v), fmt.Sprintln("it", v), fmt.Errorf("it: %v", v).Error()}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%T", "%10.3s"} {
		shown = append(shown, fmt.Sprintf(verb, v), fmt.Sprintf(verb, []any{v}), fmt.Sprintf(verb, behindPointer(v)))
	}
	return shown
}

// behindPointer is a struct with a pointer to the value, as the fields of others have it.
func behindPointer(v any) any {
	if kind := reflect.TypeOf(v).Kind(); kind != reflect.Struct {
		return v
	}
	pointer := reflect.New(reflect.TypeOf(v))
	pointer.Elem().Set(reflect.ValueOf(v))
	return struct{ Field any }{pointer.Interface()}
}
