// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// answer is what a client saw of one stream.
type answer struct {
	text   []byte
	chunks int
	first  time.Duration   // from the request to the first text
	ages   []time.Duration // of each token, when it came
	parsed int             // bytes of text whose tokens were looked at
	ended  bool
}

// clients ask one address, over connections that are kept.
type clients struct {
	http *http.Client
	url  string
}

func newClients(address string) clients {
	return clients{
		http: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16_384, DisableCompression: true}},
		url:  "http://" + address + "/v1/chat/completions",
	}
}

// ask reads one answer to its end, and checks it.
func (c clients) ask(ctx context.Context, o request) (answer, error) {
	a := answer{ages: make([]time.Duration, 0, o.tokens), text: make([]byte, 0, o.tokens*tokenBytes+hashBytes)}
	err := c.read(ctx, o, &a, nil)
	if err == nil && !a.ended {
		err = fmt.Errorf("a stream ended without its end marker after %d bytes of text", len(a.text))
	}
	if err == nil {
		err = check(a.text, o.tokens)
	}
	return a, err
}

// read reads events until the end; first, if not nil, is called at the first text.
func (c clients) read(ctx context.Context, o request, a *answer, first func()) error {
	start := time.Now()
	response, err := c.post(ctx, o)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	lines := bufio.NewReaderSize(response.Body, 64<<10)
	for {
		line, err := lines.ReadSlice('\n')
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read the stream: %w", err)
		}
		before := a.chunks
		if err := a.take(line, time.Now(), start); err != nil {
			return err
		}
		if before == 0 && a.chunks == 1 && first != nil {
			first()
		}
	}
}

// post asks, and gives the head of the answer.
func (c clients) post(ctx context.Context, o request) (*http.Response, error) {
	body := fmt.Sprintf(`{"model":"prompt","messages":[{"role":"user","content":%q}],"stream":true,"max_tokens":%d}`, o.prompt(), o.tokens)
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url, strings.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("make the request: %w", err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "text/event-stream")
	response, err := c.http.Do(request)
	if err != nil {
		return nil, fmt.Errorf("ask: %w", err)
	}
	if response.StatusCode != http.StatusOK {
		defer response.Body.Close()
		said, _ := io.ReadAll(io.LimitReader(response.Body, 500))
		return nil, fmt.Errorf("ask: %s: %s", response.Status, said)
	}
	return response, nil
}

// take adds one line of the stream.
func (a *answer) take(line []byte, now, start time.Time) error {
	data, ok := bytes.CutPrefix(line, []byte("data: "))
	if !ok {
		return nil
	}
	if bytes.HasPrefix(data, []byte("[DONE]")) {
		a.ended = true
		return nil
	}
	content, err := contentOf(data)
	if err != nil || len(content) == 0 {
		return err
	}
	if a.chunks++; a.chunks == 1 {
		a.first = now.Sub(start)
	}
	a.text = append(a.text, content...)
	return a.addAges(now)
}

// addAges records the age of each token that arrived.
func (a *answer) addAges(now time.Time) error {
	for ; a.parsed+tokenBytes <= len(a.text) && a.text[a.parsed] != '#'; a.parsed += tokenBytes {
		old, err := age(a.text[a.parsed:a.parsed+tokenBytes], now)
		if err != nil {
			return err
		}
		a.ages = append(a.ages, old)
	}
	return nil
}

// contentOf is the text of an event. Events of the engine need no JSON decoder; those that a proxy wrote get one.
func contentOf(data []byte) ([]byte, error) {
	if _, rest, ok := bytes.Cut(data, []byte(`"content":"`)); ok {
		if content, _, ok := bytes.Cut(rest, []byte(`"`)); ok && bytes.IndexByte(content, '\\') < 0 {
			return content, nil
		}
	}
	var event struct {
		Error   json.RawMessage `json:"error"`
		Choices []struct {
			Delta struct {
				Content string `json:"content"`
			} `json:"delta"`
		} `json:"choices"`
	}
	if err := json.Unmarshal(data, &event); err != nil {
		return nil, fmt.Errorf("read the event %.200q: %w", data, err)
	}
	if event.Error != nil {
		return nil, fmt.Errorf("an error in the stream: %s", event.Error)
	}
	if len(event.Choices) == 0 {
		return nil, nil
	}
	return []byte(event.Choices[0].Delta.Content), nil
}
