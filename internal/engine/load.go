// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"math"
	"strconv"
	"strings"
)

// maxMetrics bounds a metrics page, in bytes. One of a busy engine with many adapters has some hundred thousand.
const maxMetrics = 4 << 20

// Load is how busy an engine is, summed over its models. Where the protocol does not tell, it is zero.
type Load struct {
	// TokensGenerated counts since the engine's start, where HasTokens: a counter that moves proves that it generates. It
	// falls back when the engine restarts.
	TokensGenerated float64
	HasTokens       bool
	// Waiting and Running are requests in the queue and in work, where HasQueue.
	Waiting, Running float64
	HasQueue         bool
}

// Load asks how busy the engine is. Protocols without a metrics page give the zero Load, which knows nothing, and no fault.
func (c *Client) Load(ctx context.Context) (Load, *Fault) {
	path := c.format.Paths().Metrics
	if path == "" {
		return Load{}, nil
	}
	ctx, done := c.attach(ctx)
	defer done()
	resp, fault := c.get(ctx, path)
	if fault != nil {
		return Load{}, fault
	}
	defer resp.Body.Close()
	load, err := readLoad(resp.Body)
	if err != nil {
		return Load{}, c.classify(page).fault(ctx, err)
	}
	return load, nil
}

// readLoad picks three families out of a page in the Prometheus text format. A full parser would make tens of thousands of
// samples of the histograms that fill such a page, for every engine, every few seconds.
func readLoad(page io.Reader) (Load, error) {
	bounded := &io.LimitedReader{R: page, N: maxMetrics + 1}
	lines := bufio.NewScanner(bounded)
	lines.Buffer(make([]byte, 0, 4<<10), 64<<10)
	var l Load
	for lines.Scan() {
		l.add(lines.Bytes())
	}
	if bounded.N == 0 {
		return Load{}, errTooLarge
	}
	return l, lines.Err()
}

var requests, tokens = []byte("vllm:num_requests_"), []byte("vllm:generation_tokens_")

// add adds one line, if it is of the three families.
func (l *Load) add(line []byte) {
	if !bytes.HasPrefix(line, requests) && !bytes.HasPrefix(line, tokens) {
		return
	}
	name, value, ok := sample(string(line))
	if !ok {
		return
	}
	switch name {
	case "vllm:generation_tokens_total":
		l.TokensGenerated, l.HasTokens = l.TokensGenerated+value, true
	case "vllm:num_requests_waiting":
		l.Waiting, l.HasQueue = l.Waiting+value, true
	case "vllm:num_requests_running":
		l.Running, l.HasQueue = l.Running+value, true
	}
}

// sample reads `name{labels} value timestamp`, of which labels and timestamp may be missing. A value that cannot be a count
// is no sample.
func sample(line string) (name string, value float64, ok bool) {
	end := strings.IndexAny(line, "{ \t")
	if end < 0 {
		return "", 0, false
	}
	name = line[:end]
	fields := strings.Fields(afterLabels(line[end:]))
	if len(fields) == 0 {
		return "", 0, false
	}
	value, err := strconv.ParseFloat(fields[0], 64)
	return name, value, err == nil && value >= 0 && !math.IsInf(value, 0)
}

// afterLabels skips {…}; a brace inside a quoted value does not end it.
func afterLabels(rest string) string {
	if !strings.HasPrefix(rest, "{") {
		return rest
	}
	quoted := false
	for i := 0; i < len(rest); i++ {
		switch {
		case rest[i] == '\\':
			i++
		case rest[i] == '"':
			quoted = !quoted
		case rest[i] == '}' && !quoted:
			return rest[i+1:]
		}
	}
	return ""
}
