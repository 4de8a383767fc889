// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package redact

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A key is hidden in every form, wherever it stands, and JSON stays valid.
func TestAKeyIsHiddenInEveryForm(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.StringMatching(`[!-~]{12,40}`).Draw(t, "key")
		scheme := rapid.SampledFrom([]string{"", "Bearer ", "Token "}).Draw(t, "scheme")
		r := New(String(scheme + key))
		around := rapid.StringMatching(`[a-z: ]{0,9}`)
		whole := around.Draw(t, "before") + key + around.Draw(t, "after")
		marshalled, _ := json.Marshal(whole)
		for name, form := range map[string]string{
			"raw": whole, "JSON": string(marshalled), "query": url.QueryEscape(whole), "path": url.PathEscape(whole),
			"small percent": lowerPercent(url.QueryEscape(whole)),
			"base64":        base64.StdEncoding.EncodeToString([]byte(whole)), "URL base64": base64.RawURLEncoding.EncodeToString([]byte(whole)),
		} {
			document, _ := json.Marshal(map[string]string{"message": "refused " + form})
			hidden := r.HideData(document)
			if name == "raw" && !r.Shows(document) {
				t.Fatalf("the key is not seen in %s", document)
			}
			if !json.Valid(hidden) || !strings.Contains(string(hidden), Word) {
				t.Fatalf("%s: %s becomes %s", name, document, hidden)
			}
			if strings.Contains(r.Hide(form), key) || strings.Contains(string(hidden), key) {
				t.Fatalf("%s: the key is left in %s", name, hidden)
			}
		}
	})
}

func TestBasicPasswordsAreHidden(t *testing.T) {
	t.Parallel()
	r := New(String("Basic " + base64.StdEncoding.EncodeToString([]byte("me:open sesame"))))
	if got := r.Hide("no user with the password open sesame"); strings.Contains(got, "sesame") {
		t.Errorf("%s", got)
	}
}

// What has no key in it is not copied, and a key that is too short to mean anything is left in data: it would be found everywhere.
func TestDataWithoutTheKeyIsLeftAlone(t *testing.T) {
	t.Parallel()
	data := []byte(`{"choices":[{"delta":{"content":"abc"}}]}`)
	if got := New("n123456789").HideData([]byte(`{"a":"\n123456789\\n123456789"}`)); string(got) != `{"a":"\\[redacted]\\[redacted]"}` {
		t.Errorf("%s", got)
	}
	for _, r := range []*Redactor{nil, New(""), New("Bearer sk-0123456789"), New("abc"), New("Bearer abc")} {
		if got := r.HideData(data); &got[0] != &data[0] || len(got) != len(data) {
			t.Errorf("%s", got)
		}
		if r.Shows(data) {
			t.Error("the key is found where it is not")
		}
	}
}

func BenchmarkShows(b *testing.B) {
	r := New(String("Bearer sk-" + hex.EncodeToString([]byte("0123456789abcdef"))))
	event := []byte(`{"id":"chatcmpl-0123456789abcdef","object":"chat.completion.chunk","created":1753000000,"model":"prompt",` +
		`"choices":[{"index":0,"delta":{"content":" token"},"logprobs":null,"finish_reason":null}]}`)
	b.ReportAllocs()
	for b.Loop() {
		r.Shows(event)
	}
}
