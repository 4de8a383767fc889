// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

func served(t *testing.T, handler http.Handler) string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return strings.TrimPrefix(server.URL, "http://")
}

// TestWholeAnswers: through the plain proxy every text comes whole, paced and flat out, and each token has an age.
func TestWholeAnswers(t *testing.T) {
	t.Parallel()
	c := newClients(served(t, plain(served(t, engine()))))
	defer c.http.CloseIdleConnections()
	for _, interval := range []time.Duration{0, 2 * time.Millisecond} {
		o := runStreams(t.Context(), scenario{streams: 5, repeats: 2, request: request{tokens: 40, interval: interval}}, c)
		if len(o.failures) > 0 || o.answers != 10 || o.tokens != 400 || !slices.Equal(o.chunks, slices.Repeat([]int{40}, 10)) ||
			len(o.ages) != 10*39 ||
			len(o.firsts) != 10 {
			t.Errorf("interval %v: %d tokens in %v chunks of %d answers, %d ages, failures %v",
				interval, o.tokens, o.chunks, o.answers, len(o.ages), o.failures)
		}
		for _, age := range o.ages {
			if age < 0 || age > time.Minute {
				t.Errorf("a token is %v old", age)
			}
		}
	}
}

// TestWrongAnswers: a proxy that loses, repeats, swaps or cuts is found out.
func TestWrongAnswers(t *testing.T) {
	t.Parallel()
	recorder := httptest.NewRecorder()
	sent := httptest.NewRequest(http.MethodPost, "/v1/chat/completions",
		strings.NewReader(`{"messages":[{"role":"user","content":"`+request{tokens: 20, interval: time.Millisecond}.prompt()+`"}]}`))
	engine().ServeHTTP(recorder, sent)
	events := bytes.SplitAfter(bytes.TrimSuffix(recorder.Body.Bytes(), []byte("\n\n")), []byte("\n\n"))
	for name, lie := range map[string]func([][]byte) [][]byte{
		"loses":   func(e [][]byte) [][]byte { return append(e[:5:5], e[6:]...) },
		"repeats": func(e [][]byte) [][]byte { return append(append(e[:6:6], e[5]), e[6:]...) },
		"swaps": func(e [][]byte) [][]byte {
			e[5], e[8] = e[8], e[5]
			return e
		},
		"cuts the end": func(e [][]byte) [][]byte { return e[:len(e)-1] },
		"fails in between": func(e [][]byte) [][]byte {
			return append(e[:5:5], []byte("data: {\"error\":{\"message\":\"boom\"}}\n\n"))
		},
		"sends other words": func(e [][]byte) [][]byte {
			return append(e[:5:5], bytes.Replace(e[5], []byte(`":" `), []byte(`":"x`), 1))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body := bytes.Join(lie(append([][]byte(nil), events...)), nil)
			c := newClients(served(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				io.Copy(io.Discard, r.Body)
				w.Write(body)
			})))
			defer c.http.CloseIdleConnections()
			if _, err := c.ask(t.Context(), request{tokens: 20}); err == nil {
				t.Error("nobody noticed")
			}
		})
	}
}

func TestAgeGoesAround(t *testing.T) {
	t.Parallel()
	for _, at := range []int64{0, 1, around - 1, around, 1_767_225_600_000_000} {
		sent := time.UnixMicro(at)
		if old, err := age(stamped(nil, sent), sent.Add(3*time.Millisecond)); err != nil || old != 3*time.Millisecond {
			t.Errorf("a token of %d is %v old after 3ms: %v", at, old, err)
		}
	}
}

func TestTable(t *testing.T) {
	t.Parallel()
	var all table
	s := scenario{name: "2 at 50/s"}
	for _, cpu := range []time.Duration{30 * time.Millisecond, 10 * time.Millisecond, 20 * time.Millisecond} {
		o := outcome{
			cpu:     cpu,
			took:    time.Second,
			tokens:  1000,
			answers: 2,
			chunks:  []int{40, 60},
			ages:    []time.Duration{time.Millisecond},
			firsts:  []time.Duration{2 * time.Millisecond, 2 * time.Millisecond},
		}
		all.add(s, "nginx", o)
		o.cpu /= 2
		all.add(s, "gateway", o)
	}
	var text strings.Builder
	all.write(&text)
	want := "| 2 at 50/s | gateway | 10.0 (5.0–15.0) | 0.50 | 1 % | 1000 | 1.00 ms | 1.00 ms | 1 ms | 2.00 ms | 60 (40–60) | 6 of 6 |\n"
	if !strings.Contains(text.String(), want) {
		t.Errorf("the table has no line\n%sbut is\n%s", want, text.String())
	}
	if err := all.err(); err != nil {
		t.Error(err)
	}
}
