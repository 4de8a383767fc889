// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

func TestKeyNeverPrints(t *testing.T) {
	t.Parallel()
	endpoint := Endpoint{Protocol: protocol.OpenAI, URL: "http://192.0.2.1:8000/?token=" + secretKey, Key: secretKey, TLS: TLS{Key: secretKey}}
	client, err := New(Endpoint{Protocol: protocol.OpenAI, URL: endpoint.URL, Key: secretKey}, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	endpoint.URL = ""
	for _, shown := range append(everyPrint(t, Key(secretKey)), append(everyPrint(t, endpoint), everyVerb(client)...)...) {
		if strings.Contains(shown, secretKey) {
			t.Errorf("the key shows: %s", shown)
		}
	}
	if got := Key(secretKey).Reveal(); got != secretKey {
		t.Errorf("Reveal() = %q", got)
	}
}

func everyVerb(v any) []string {
	var shown []string
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%T", "%10.3s"} {
		shown = append(shown, fmt.Sprintf(verb, v))
	}
	return append(shown, fmt.Sprint(v), fmt.Sprintln("it", v))
}

func everyPrint(t *testing.T, v any) []string {
	t.Helper()
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("it", "v", v)
	slog.New(slog.NewJSONHandler(&log, nil)).Info("it", "v", v)
	marshalled, err := json.Marshal(map[string]any{"v": v})
	if err != nil {
		t.Fatal(err)
	}
	return append(everyVerb(v), log.String(), string(marshalled), fmt.Errorf("it: %v", v).Error())
}

func TestNoKeyShowsAsNothing(t *testing.T) {
	t.Parallel()
	if got := fmt.Sprintf("%s|%v|%#v", Key(""), Key(""), Key("")); got != "||" {
		t.Errorf("the empty key prints %q", got)
	}
	if got := Key("k").GoString() + Key("k").LogValue().String(); got != redacted+redacted {
		t.Errorf("a key shows as %q", got)
	}
	if text, err := Key("k").MarshalText(); err != nil || string(text) != redacted {
		t.Errorf("MarshalText() = %q, %v", text, err)
	}
}
