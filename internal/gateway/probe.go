// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"context"
	"net/http"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/gateway/upstream"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
	"github.com/codegen-dev/codegen-operator/internal/sse"
)

const (
	// probeTimeout is how long a probe waits for its token.
	probeTimeout = 10 * time.Second
	// dialTimeout is how long a trial of a connection may take.
	dialTimeout = time.Second
)

// prober sends requests of the gateway's own to one engine.
type prober struct {
	client   *upstream.Client
	protocol protocol.Protocol
	// ctx ends with the pool.
	ctx   context.Context //nolint:containedctx // probes belong to the pool, and to no request
	close context.CancelFunc
}

func newProber(c *upstream.Client, p protocol.Protocol) prober {
	ctx, cancel := context.WithCancel(context.Background())
	return prober{client: c, protocol: p, ctx: ctx, close: cancel}
}

// canProbe tells whether a request for one token is possible. On the other protocols it costs a whole answer, or gets into those of others.
func (p *prober) canProbe() bool { return p.client != nil && p.protocol == protocol.OpenAI }

// responds asks a model for one token, and tells whether anything came: a token, or an error.
func (p *prober) responds(model string) bool {
	format, err := p.protocol.Format()
	if err != nil {
		return false
	}
	body, err := protocol.Generation{Model: model, Prompt: "1", MaxTokens: 1}.Body(format)
	if err != nil {
		return false
	}
	by := time.Now().Add(probeTimeout)
	answer, err := p.client.Do(p.ctx, upstream.Request{
		Method: http.MethodPost, Path: format.Paths().Generate, Header: "Accept: text/event-stream\r\n", Body: body, Deadline: by, Connect: by,
	})
	if err != nil {
		return false
	}
	defer answer.Close()
	return answer.Status != http.StatusOK || generates(answer, protocol.NewParser(format), by)
}

// generates tells whether anything but the head of an answer, and who gives it, comes in time.
func generates(answer *upstream.Response, parser *protocol.Parser, by time.Time) bool {
	framer := sse.NewFramer(getBuffer())
	defer func() { putBuffer(framer.Buffer()) }()
	for {
		for e, ok := framer.Next(); ok; e, ok = framer.Next() {
			if !parser.Parse(e.Data).Empty() {
				return true
			}
		}
		room, err := framer.Free()
		if err != nil {
			return true
		}
		n, err := answer.Read(room, by)
		if framer.Advance(n); n == 0 && err != nil {
			return false
		}
	}
}

// probe asks the engine for a token, unless that is under way; the caller holds mu.
func (m *monitor) probe(now time.Time) {
	if !m.asked.IsZero() || !m.prober.canProbe() || now.Sub(m.probed) < probePause {
		return
	}
	m.asked = now
	model := m.model
	go func() {
		responds := m.prober.responds(model)
		m.mu.Lock()
		defer m.mu.Unlock()
		m.asked, m.probed = time.Time{}, m.now()
		if responds {
			m.engine.Answered(m.probed)
			m.recovered(m.probed)
		}
	}()
}

// dial tries a connection, unless that is under way; the caller holds mu. Two refusals one after the other tell that the engine is gone:
// what is behind an address may change, and the first one may be another one's.
func (m *monitor) dial(now time.Time) {
	pause := dialPause
	if m.refusals > 0 {
		pause = dialAgain
	}
	if m.dialling || m.prober.client == nil || now.Sub(m.dialled) < pause {
		return
	}
	m.dialling = true
	go func() {
		refused := m.prober.client.Refuses(m.prober.ctx, time.Now().Add(dialTimeout))
		m.mu.Lock()
		defer m.mu.Unlock()
		m.dialling, m.dialled = false, m.now()
		if m.refusals++; !refused {
			m.refusals = 0
		}
		if m.refusals > 1 {
			m.end(errGone)
		}
	}()
}
