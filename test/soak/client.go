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
	"net/http"
	"strings"
	"sync"
	"time"
)

// most bounds one answer, which may wait for several silent engines in a row.
const most = 2 * time.Minute

// answer is the answer that a client got.
type answer struct {
	text       string
	events     int
	failedOver bool
	resumes    string
	over       string
}

// ask streams one answer to its end.
func ask(ctx context.Context, client *http.Client, address, prompt string) (answer, error) {
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	body := fmt.Sprintf(`{"model":"prompt","messages":[{"role":"user","content":%q}],"stream":true,"max_tokens":512}`, prompt)
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+address+"/v1/chat/completions", strings.NewReader(body))
	if err != nil {
		return answer{}, fmt.Errorf("make the request: %w", err)
	}
	response, err := client.Do(request)
	if err != nil {
		return answer{}, fmt.Errorf("ask: %w", err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		output, _ := io.ReadAll(io.LimitReader(response.Body, 500)) // more detail, if it can be read
		return answer{}, fmt.Errorf("ask: %s: %s", response.Status, output)
	}
	a := answer{failedOver: response.Header.Get("X-Codegen-Failover") != ""}
	if err := a.read(response.Body); err != nil {
		return a, err
	}
	a.resumes, a.over = response.Trailer.Get("X-Codegen-Resumes"), response.Trailer.Get("X-Codegen-Chunks-Over")
	return a, nil
}

// read reads events up to the end marker and the end.
func (a *answer) read(body io.Reader) error {
	var text strings.Builder
	lines, ended := bufio.NewScanner(body), false
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		data, ok := strings.CutPrefix(lines.Text(), "data: ")
		if !ok {
			continue
		}
		if data == "[DONE]" {
			ended = true
			continue
		}
		content, err := contentOf(data)
		if err != nil {
			return err
		}
		if content != "" {
			a.events++
			text.WriteString(content)
		}
	}
	a.text = text.String()
	if err := lines.Err(); err != nil {
		return fmt.Errorf("read the stream: %w", err)
	}
	if !ended {
		return errors.New("the stream ends without its end marker")
	}
	return nil
}

func contentOf(data string) (string, error) {
	var event struct {
		Error   json.RawMessage `json:"error"`
		Choices []struct {
			Delta struct {
				Content string `json:"content"`
			} `json:"delta"`
		} `json:"choices"`
	}
	if err := json.Unmarshal([]byte(data), &event); err != nil {
		return "", fmt.Errorf("read an event: %w", err)
	}
	if event.Error != nil {
		return "", fmt.Errorf("an error in the stream: %s", event.Error)
	}
	if len(event.Choices) == 0 {
		return "", nil
	}
	return event.Choices[0].Delta.Content, nil
}

// count counts answers by outcome.
type count struct {
	mu                                   sync.Mutex // guards what follows
	answers, tokens, resumed, failedOver int
	wrong                                []error
}

func (c *count) add(a answer, want string, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.answers++
	c.tokens += script.Tokens
	if a.failedOver {
		c.failedOver++
	}
	if a.resumes != "" && a.resumes != "0" {
		c.resumed++
	}
	switch {
	case err != nil:
		c.wrong = append(c.wrong, err)
	case a.text != want:
		c.wrong = append(c.wrong, fmt.Errorf("an answer is %q, want %q", a.text, want))
	}
}

// worst returns the first few errors.
func (c *count) worst() []error { return c.wrong[:min(len(c.wrong), 5)] }

// runClients sends requests from clients until running ends.
func (s *testbed) runClients(ctx, running context.Context, clients int, want []string) *count {
	var c count
	var runClients sync.WaitGroup
	for client := range clients {
		runClients.Go(func() {
			for i := client; running.Err() == nil; i++ {
				n := i % len(prompts)
				a, err := ask(ctx, s.http, s.clients, prompts[n])
				c.add(a, want[n], err)
			}
		})
	}
	runClients.Wait()
	return &c
}
