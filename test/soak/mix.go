// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// request is one of those that are mixed in beside the streams: other endpoints, malformed ones, and clients without manners.
type request struct {
	name, method, path, body string
	header                   [2]string
	// status is what the client must get; 0: the answer, or an error that says so.
	status int
	// leaves: the client goes in the middle of the answer.
	leaves bool
	// slow: the client sends half of the body, and nothing more.
	slow bool
}

const (
	chatPath = "/v1/chat/completions"
	codePath = "/api/v1/code/generate/stream"
	asked    = `"messages":[{"role":"user","content":"Write a queue."}]`
)

var mixedIn = []request{
	{name: "documents", path: chatPath, body: `{"model":"prompt",` + asked + `,"max_tokens":512}`},
	{name: "completions", path: "/v1/completions", body: `{"model":"prompt","prompt":"Write a queue.","stream":true,"max_tokens":512}`},
	{name: "answers with tools offered", path: chatPath, body: `{"model":"prompt",` + asked + `,"stream":true,"max_tokens":512,` +
		`"tools":[{"type":"function","function":{"name":"f"}}]}`},
	{name: "answers with usage", path: chatPath, body: `{"model":"prompt",` + asked + `,"stream":true,"max_tokens":512,"stream_options":{"include_usage":true}}`},
	{name: "answers in another protocol", path: codePath, body: `{"prompt":"Write a queue.","model_type":"code_generation","context":"","max_tokens":512}`},
	{name: "two members of a name", path: chatPath, body: `{"stream":true,"stream":null,` + asked + `}`, status: 400},
	{name: "bodies that are no JSON", path: chatPath, body: `{"messages":`, status: 400},
	{name: "compressed bodies", path: chatPath, body: "\x1f\x8b", header: [2]string{"Content-Encoding", "gzip"}, status: 415},
	{name: "loops", path: chatPath, body: `{` + asked + `}`, header: [2]string{"X-Codegen-Hops", "a, b, c, d, e, f, g, h"}, status: 508},
	{name: "unknown paths", path: "/v1/responses", body: `{}`, status: 404},
	{name: "other methods", method: http.MethodGet, path: chatPath, status: 405},
	{name: "clients that leave", path: chatPath, body: `{"model":"prompt",` + asked + `,"stream":true,"max_tokens":512}`, leaves: true},
	{name: "bodies that stop", path: chatPath, body: `{"model":"prompt",` + asked + `,"stream":true}`, slow: true},
}

// mix is what became of the requests that are mixed in.
type mix struct {
	mu       sync.Mutex // guards what follows
	count    map[string]int
	refused  int // answers that ended with an error
	wrong    []error
	expected map[string]string
}

// runMixed sends requests of all kinds, a few at a time, until running ends.
func (s *testbed) runMixed(ctx, running context.Context, clients int) (*mix, error) {
	m := &mix{count: map[string]int{}, expected: map[string]string{}}
	for _, r := range mixedIn {
		if r.status == 0 && !r.leaves && !r.slow && r.path != codePath {
			a := s.exchange(ctx, s.model.Addr(), r)
			if a.err != nil || !a.ended {
				return m, errors.Join(fmt.Errorf("ask the engine without faults for %s: %d", r.name, a.status), a.err)
			}
			m.expected[r.name] = a.text
		}
	}
	m.expected["answers in another protocol"] = m.expected["documents"]
	var all sync.WaitGroup
	for first := range clients {
		all.Go(func() {
			for n := first; running.Err() == nil; n++ {
				r := mixedIn[n%len(mixedIn)]
				m.add(r, s.exchange(ctx, s.clients, r))
			}
		})
	}
	all.Wait()
	return m, nil
}

// add checks what a request came to: the status that it must have, and of an answer all of it, or an error.
func (m *mix) add(r request, a exchanged) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.count[r.name]++
	switch {
	case r.leaves || r.slow:
	case r.status != 0 && a.status != r.status:
		m.wrong = append(m.wrong, errors.Join(fmt.Errorf("%s get %d, want %d", r.name, a.status, r.status), a.err))
	case r.status != 0:
	case a.failed:
		m.refused++
	case a.err != nil || !a.ended || a.text != m.expected[r.name]:
		problem := fmt.Errorf("of %s, one is %q, ended %t, status %d, want %q", r.name, a.text, a.ended, a.status, m.expected[r.name])
		m.wrong = append(m.wrong, errors.Join(problem, a.err))
	}
}

// String lists what was mixed in.
func (m *mix) String() string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(m.count)) {
		all = append(all, fmt.Sprintf("%d %s", m.count[name], name))
	}
	return strings.Join(all, ", ") + fmt.Sprintf("; %d errors, %d wrong", m.refused, len(m.wrong))
}

// exchanged is what a client got.
type exchanged struct {
	status        int
	text          string
	ended, failed bool
	err           error
}

// exchange sends a request, and reads the answer.
func (s *testbed) exchange(ctx context.Context, address string, r request) exchanged {
	if r.slow {
		return exchanged{err: sendHalf(address, r)}
	}
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	method := r.method
	if method == "" {
		method = http.MethodPost
	}
	request, err := http.NewRequestWithContext(ctx, method, "http://"+address+r.path, strings.NewReader(r.body))
	if err != nil {
		return exchanged{err: err}
	}
	if r.header[0] != "" {
		request.Header.Set(r.header[0], r.header[1])
	}
	response, err := s.http.Do(request)
	if err != nil {
		return exchanged{err: err}
	}
	defer response.Body.Close()
	if r.leaves {
		_, err = io.ReadFull(response.Body, make([]byte, 1))
		return exchanged{status: response.StatusCode, err: err}
	}
	a := exchanged{status: response.StatusCode, failed: response.StatusCode >= http.StatusInternalServerError}
	a.err = a.read(response.Body, strings.HasPrefix(response.Header.Get("Content-Type"), "text/event-stream"))
	return a
}

// sendHalf sends half of a body, and closes the connection after a while.
func sendHalf(address string, r request) error {
	conn, err := net.DialTimeout("tcp", address, time.Second)
	if err != nil {
		return err
	}
	defer conn.Close()
	_, err = fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s", r.path, len(r.body), r.body[:len(r.body)/2])
	_ = conn.SetReadDeadline(time.Now().Add(200 * time.Millisecond))
	_, _ = conn.Read(make([]byte, 1))
	return err
}

// read reads a document or a stream.
func (a *exchanged) read(body io.Reader, stream bool) error {
	if !stream {
		document, err := io.ReadAll(body)
		a.ended = true
		return errors.Join(err, a.take(string(document)))
	}
	lines := bufio.NewScanner(body)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
			if err := a.take(data); err != nil {
				return err
			}
		}
	}
	return lines.Err()
}

// take takes an event, or a document.
func (a *exchanged) take(data string) error {
	if data == "[DONE]" {
		a.ended = true
		return nil
	}
	var event struct {
		Error         json.RawMessage
		Type, Content string
		Choices       []struct {
			Text           string
			Delta, Message struct{ Content string }
		}
	}
	if err := json.Unmarshal([]byte(data), &event); err != nil {
		return fmt.Errorf("read %q: %w", data, err)
	}
	a.ended = a.ended || event.Type == "done"
	a.failed = a.failed || event.Type == "error" || event.Error != nil
	if event.Type != "error" {
		a.text += event.Content
	}
	for _, c := range event.Choices {
		a.text += c.Text + c.Delta.Content + c.Message.Content
	}
	return nil
}
