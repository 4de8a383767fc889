// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

const printJay = `Write one line of Python that prints "Jay-abc123". Code only.`

// quick is a script that wastes no time.
var quick = Script{TimeToFirstToken: -1, TokenInterval: -1, Tokens: 24}

// steady takes its time and ends.
var steady = Script{TimeToFirstToken: -1, TokenInterval: 5 * time.Millisecond, Tokens: 40}

// lasting does not end before something is done to it, however slow the machine.
var lasting = Script{TimeToFirstToken: -1, TokenInterval: 5 * time.Millisecond, Tokens: 20_000}

// late is when waiting is over; only a failing test ever waits so long.
const late = 20 * time.Second

func (s Script) with(change func(*Script)) Script {
	change(&s)
	return s
}

func start(t *testing.T, p Protocol, s Script) *Engine {
	t.Helper()
	e, err := Start(p, s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	return e
}

// newClient is a client that neither follows redirects nor unpacks.
func newClient(t *testing.T) *http.Client {
	t.Helper()
	transport := &http.Transport{DisableCompression: true}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// question is one streamed generation in any protocol.
type question struct {
	prompt, model, key string
	maxTokens          int
}

var defaultModel = map[Protocol]string{OpenAI: "prompt", MultiLoRA: "prompt", CodeGen: "code_generation"}
var streamPath = map[Protocol]string{
	OpenAI: "/v1/chat/completions", MultiLoRA: "/generate/stream", CodeGen: "/api/v1/code/generate/stream",
}
var modelsPath = map[Protocol]string{OpenAI: "/v1/models", MultiLoRA: "/", CodeGen: "/api/v1/code/models"}

// request is the question in the words of a protocol.
func (q question) request(ctx context.Context, e *Engine) *http.Request {
	p := e.Protocol()
	if q.model == "" {
		q.model = defaultModel[p]
	}
	fields := object{"prompt": q.prompt, "model_type": q.model, "user_id": 1, "user_select_options": object{}}
	if p == OpenAI {
		fields = object{
			"model": q.model, "stream": true, "stream_options": object{"include_usage": true},
			"messages": []object{{"role": "system", "content": "You code."}, {"role": "user", "content": q.prompt}},
		}
	}
	if q.maxTokens > 0 {
		fields["max_tokens"] = q.maxTokens
	}
	return post(ctx, e, streamPath[p], fields, q.key)
}

func post(ctx context.Context, e *Engine, path string, fields object, key string) *http.Request {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, e.URL()+path, strings.NewReader(string(encode(fields))))
	if err != nil {
		panic(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "text/event-stream")
	if key != "" {
		r.Header.Set("Authorization", "Bearer "+key)
	}
	return r
}

// answer is a reply that has been read to its end, however it ended.
type answer struct {
	status int
	header http.Header
	raw    string
	err    error
}

func do(t *testing.T, r *http.Request) answer {
	t.Helper()
	reply, err := newClient(t).Do(r)
	if err != nil {
		return answer{err: err}
	}
	defer func() { _ = reply.Body.Close() }()
	raw, err := io.ReadAll(reply.Body)
	return answer{status: reply.StatusCode, header: reply.Header, raw: string(raw), err: err}
}

func ask(t *testing.T, e *Engine, q question) answer {
	t.Helper()
	return do(t, q.request(t.Context(), e))
}

func get(t *testing.T, e *Engine, path string) answer {
	t.Helper()
	return do(t, request(t, http.MethodGet, e.URL()+path, ""))
}

func request(t *testing.T, method, url, body string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// events are the data of a stream's events, by the rules of the standard.
func (a answer) events() []string {
	text := strings.TrimPrefix(a.raw, "\uFEFF")
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	var all, data []string
	for line := range strings.Lines(text) {
		value, isData := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "data: ")
		switch {
		case isData:
			data = append(data, value)
		case line == "\n" && data != nil:
			all, data = append(all, strings.Join(data, "\n")), nil
		}
	}
	return all
}

// spoken is whatever carries text in any of the protocols.
type spoken struct {
	Text    string `json:"text"`
	Content string `json:"content"`
	Error   any    `json:"error"`
	Type    string `json:"type"`
	Choices []struct {
		Text  string `json:"text"`
		Delta struct {
			Content string `json:"content"`
		} `json:"delta"`
		Finish string `json:"finish_reason"`
	} `json:"choices"`
}

// texts are the non-empty texts of the events.
func (a answer) texts() []string {
	var texts []string
	for _, ev := range a.events() {
		var s spoken
		if json.Unmarshal([]byte(ev), &s) != nil || s.Type == "error" {
			continue
		}
		text := s.Text + s.Content
		for _, c := range s.Choices {
			text += c.Text + c.Delta.Content
		}
		if text != "" {
			texts = append(texts, text)
		}
	}
	return texts
}

func (a answer) text() string { return strings.Join(a.texts(), "") }

// ended says whether the last event is the newest end marker of the protocol.
func (a answer) ended(p Protocol) bool {
	evs := a.events()
	if len(evs) == 0 {
		return false
	}
	marker := map[Protocol]string{
		OpenAI: "[DONE]", MultiLoRA: `{"type":"done","text":""}`, CodeGen: `{"type":"done","content":"","is_complete":true}`,
	}
	return evs[len(evs)-1] == marker[p]
}

// live is a stream that is being read, line by line.
type live struct {
	t      *testing.T
	reply  *http.Response
	lines  chan string // closed at the end of the stream
	seen   strings.Builder
	ended  error // why it ended, once lines is closed
	cancel context.CancelFunc
}

// open asks and reads on until the test is over.
func open(t *testing.T, e *Engine, q question) *live {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	reply, err := newClient(t).Do(q.request(ctx, e))
	if err != nil {
		cancel()
		t.Fatal(err)
	}
	l := &live{t: t, reply: reply, lines: make(chan string, 100_000), cancel: cancel}
	go l.read()
	t.Cleanup(func() {
		cancel()
		for range l.lines { // until the reader is gone
		}
	})
	return l
}

func (l *live) read() {
	defer close(l.lines)
	defer func() { _ = l.reply.Body.Close() }()
	r := bufio.NewReader(l.reply.Body)
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			l.ended = err
			return
		}
		l.lines <- line
	}
}

// next is the next line that says something.
func (l *live) next() string {
	l.t.Helper()
	for {
		select {
		case line, ok := <-l.lines:
			if !ok {
				l.t.Fatalf("the stream ended: %v", l.ended)
			}
			l.seen.WriteString(line)
			if strings.TrimSpace(line) != "" {
				return line
			}
		case <-time.After(late):
			l.t.Fatal("nothing came")
		}
	}
}

// silent waits until nothing comes for a while. It is meant for streams that would go
// on for long: it cannot fail on a slow machine, only where the stream goes on or ends.
func (l *live) silent() {
	l.t.Helper()
	overdue := time.After(late)
	for {
		select {
		case line, ok := <-l.lines:
			if !ok {
				l.t.Fatalf("not silent, but ended: %v", l.ended)
			}
			l.seen.WriteString(line)
		case <-time.After(60 * time.Millisecond):
			return
		case <-overdue:
			l.t.Fatal("it is never silent")
		}
	}
}

// goesOn wants more lines, and all the text so far to be how the answer begins.
func (l *live) goesOn(e *Engine) {
	l.t.Helper()
	for range 20 {
		l.next()
	}
	whole := strings.Join(compose(e.Script(), voice{}, printJay), "")
	if text := (answer{raw: l.seen.String()}).text(); text == "" || !strings.HasPrefix(whole, text) {
		l.t.Errorf("the text is %q", text)
	}
}

// end waits for the end of the stream and returns what was left of it.
func (l *live) end() (string, error) {
	l.t.Helper()
	var left strings.Builder
	overdue := time.After(late)
	for {
		select {
		case line, ok := <-l.lines:
			if !ok {
				return left.String(), l.ended
			}
			left.WriteString(line)
		case <-overdue:
			l.t.Fatal("the stream did not end")
		}
	}
}

// eventually polls until a condition holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	deadline := time.After(late)
	for tick := time.Tick(time.Millisecond); !holds(); {
		select {
		case <-tick:
		case <-deadline:
			t.Fatalf("it never came to this: %s", what)
		}
	}
}
