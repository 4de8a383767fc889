// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/codegen-dev/codegen-operator/internal/engine"
)

func engineKey(value string) engine.Key { return engine.Key(value) }

// An engine that sends its key back, in whatever form and place, tells no client and no record of it.
func TestTheKeyOfAnEngineReachesNoClient(t *testing.T) {
	const key = `sk-Open/sesame+0123456789<&>`
	for form, echo := range map[string]string{
		"raw": key, "escaped": `sk-Open\/sesame+0123456789\u003c\u0026\u003e`, "query": url.QueryEscape(key), "path": url.PathEscape(key),
		"base64": base64.StdEncoding.EncodeToString([]byte("Bearer " + key)),
	} {
		inText := echo
		if form != "raw" && form != "escaped" { // the other forms are looked for in errors and documents alone
			inText = key
		}
		for place, play := range map[string]func(http.ResponseWriter, request){
			"complaint":      status(400, `{"error":{"message":"no key `+echo+`","type":"BadRequestError","code":400}}`),
			"long complaint": status(400, `{"error":{"message":"`+strings.Repeat("x", maxComplaint)+`","key":"`+echo+`"}}`),
			"plain words":    status(422, "no key "+echo),
			"refused":        status(401, `{"error":"Unauthorized: `+echo+`"}`),
			"error event":    streamOf(`{"error":{"message":"no key ` + echo + `"}}`),
			"coded event":    streamOf(`{"error":{"message":"no key ` + echo + `","code":400}}`),
			"document":       status(200, `{"choices":[{"message":{"content":"`+echo+`"}}]}`),
			"error document": status(200, `{"error":{"message":"`+echo+`"}}`),
			"header":         status(429, `{}`, "Retry-After", echo),
			"late error": func(w http.ResponseWriter, r request) {
				r.tokens(w, 0, 3, 0)
				_, _ = io.WriteString(w, `data: {"error":{"message":"no key `+echo+`","code":400}}`+"\n\n")
			},
			"text": func(w http.ResponseWriter, r request) {
				streamOf(`{"id":"1","choices":[{"index":0,"delta":{"content":"`+inText+`"}}]}`, `{"choices":[{"index":0,"delta":{"content":"`+inText+
					`"},"finish_reason":"stop"}]}`, `[DONE]`)(w, r)
			},
		} {
			t.Run(form+" in a "+place, func(t *testing.T) {
				t.Parallel()
				p := newPlayer(t, play)
				s := playStage(t, p, p, key)
				k := kinds["chat"]
				if strings.Contains(place, "document") {
					k = kinds["chat at once"]
				}
				a := s.post(t.Context(), k.path, k.body(printJay, ""))
				shown := fmt.Sprintf("%d %v %s %v %+v", a.status, a.header, a.body, a.trailer, s.last(1))
				for _, secret := range []string{"sesame", "c2VzYW1l"} {
					if strings.Contains(shown, secret) {
						t.Errorf("%s", shown)
					}
				}
				if p.requests()[0].header.Get("Authorization") != "Bearer "+key {
					t.Error("the engine did not get its key")
				}
			})
		}
	}
}
