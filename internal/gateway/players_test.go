// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// player is an engine of OpenAI's protocol that a test plays: nth is the how manieth generation it is asked for, from 0.
type player struct {
	url    *url.URL
	server *httptest.Server

	mu    sync.Mutex // guards what follows
	asked []request
	play  func(w http.ResponseWriter, r request)
}

// request is what a player was asked.
type request struct {
	nth    int
	path   string
	header http.Header
	body   string
	done   <-chan struct{}
}

func newPlayer(t testing.TB, play func(w http.ResponseWriter, r request)) *player {
	t.Helper()
	p := &player{play: play}
	p.server = httptest.NewServer(p)
	t.Cleanup(func() {
		p.server.CloseClientConnections()
		p.server.Close()
	})
	u, err := url.Parse(p.server.URL)
	if err != nil {
		t.Fatal(err)
	}
	p.url = u
	return p
}

func (p *player) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	p.mu.Lock()
	asked := request{nth: len(p.asked), path: r.URL.Path, header: r.Header.Clone(), body: string(body), done: r.Context().Done()}
	p.asked = append(p.asked, asked)
	play := p.play
	p.mu.Unlock()
	play(w, asked)
}

// requests are those that it was asked.
func (p *player) requests() []request {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]request(nil), p.asked...)
}

// plays has it play something else from now on.
func (p *player) plays(play func(w http.ResponseWriter, r request)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.play = play
}

// playStage puts two players behind a gateway with the default settings; key is the key of both.
func playStage(t testing.TB, vllm, legacy *player, key string) *scene {
	t.Helper()
	s := stage(t, protocol.OpenAI, protocol.OpenAI)
	s.vllm.Close()
	s.legacy.Close()
	s.change(func(now *table.Table) {
		*now = table.Table{Backend: "default/test", Active: table.VLLM, FirstChunk: 10 * time.Second, Hold: 250 * time.Millisecond}
		for name, p := range map[table.Name]*player{table.VLLM: vllm, table.Legacy: legacy} {
			e := &table.Engine{Name: name, Protocol: protocol.OpenAI, URL: p.url}
			if key != "" {
				e.Header, e.Value = "Authorization", engineKey("Bearer "+key)
			}
			if name == table.VLLM {
				now.VLLM = e
			} else {
				now.Legacy = e
			}
		}
	})
	s.gateway.pools.options.Breaker = Breaker{}.withDefaults()
	return s
}

// words is how many tokens a whole answer of a player has, and tempo how long each takes: all of it takes about 0.93 s.
const (
	words = 31
	tempo = 30 * time.Millisecond
)

func word(i int) string { return fmt.Sprintf("w%d ", i) }

// whole is the whole answer of a player.
func whole() string {
	var b strings.Builder
	for i := range words {
		b.WriteString(word(i))
	}
	return b.String()
}

// said is how many words of the answer a request says were told already.
func (r request) said() int {
	var body struct {
		Messages []struct{ Role, Content string }
		Prompt   string
	}
	_ = json.Unmarshal([]byte(r.body), &body)
	text := body.Prompt
	if n := len(body.Messages); n > 0 && body.Messages[n-1].Role == "assistant" {
		text = body.Messages[n-1].Content
	}
	return strings.Count(text, "w")
}

// tokens sends the words of an answer from one up to another.
func (r request) tokens(w http.ResponseWriter, from, to int, pace time.Duration) {
	w.Header().Set("Content-Type", eventStream)
	ticks := time.NewTicker(max(pace, time.Microsecond))
	defer ticks.Stop()
	for i := from; i < to; i++ {
		_, _ = fmt.Fprintf(w, `data: {"id":"chatcmpl-%s","object":"chat.completion.chunk","created":1,"model":"prompt",`+
			`"choices":[{"index":0,"delta":{"content":%q},"finish_reason":null}]}`+"\n\n", r.header.Get("X-Request-Id"), word(i))
		_ = http.NewResponseController(w).Flush()
		select {
		case <-r.done:
			return
		case <-ticks.C:
		}
	}
}

// end sends the finish reason, the usage where it is asked for, and the end marker.
func (r request) end(w http.ResponseWriter, tokens int) {
	head := `data: {"id":"chatcmpl-` + r.header.Get("X-Request-Id") + `","object":"chat.completion.chunk","created":1,"model":"prompt",`
	_, _ = io.WriteString(w, head+`"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}`+"\n\n")
	if strings.Contains(r.body, `"include_usage":true`) {
		_, _ = fmt.Fprintf(w, "%s"+`"choices":[],"usage":{"prompt_tokens":%d,"completion_tokens":%d}}`+"\n\n", head, 10+words-tokens, tokens)
	}
	_, _ = io.WriteString(w, "data: [DONE]\n\n")
}

// answers is a player that is well: it gives the whole answer, or what is missing of it, as a stream or a document.
func answers(w http.ResponseWriter, r request) {
	if !strings.Contains(r.body, `"stream":true`) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprintf(w, `{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"prompt","choices":[{"index":0,`+
			`"message":{"role":"assistant","content":%q},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":%d}}`, whole(), words)
		return
	}
	from := r.said()
	r.tokens(w, from, words, tempo)
	r.end(w, words-from)
}

// quickly is the same without the pace.
func quickly(w http.ResponseWriter, r request) {
	if !strings.Contains(r.body, `"stream":true`) {
		answers(w, r)
		return
	}
	from := r.said()
	r.tokens(w, from, words, 0)
	r.end(w, words-from)
}

// status answers with an error.
func status(code int, body string, header ...string) func(http.ResponseWriter, request) {
	return func(w http.ResponseWriter, _ request) {
		w.Header().Set("Content-Type", "application/json")
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(code)
		_, _ = io.WriteString(w, body)
	}
}

// events answers with events, and with 200.
func streamOf(events ...string) func(http.ResponseWriter, request) {
	return func(w http.ResponseWriter, _ request) {
		w.Header().Set("Content-Type", eventStream)
		for _, e := range events {
			_, _ = io.WriteString(w, "data: "+e+"\n\n")
		}
	}
}

// first plays something at the first n generations, and something else after that.
func first(n int, play, then func(http.ResponseWriter, request)) func(http.ResponseWriter, request) {
	return func(w http.ResponseWriter, r request) {
		if r.nth < n {
			play(w, r)
			return
		}
		then(w, r)
	}
}

// cuts breaks the connection.
func cuts(http.ResponseWriter, request) { panic(http.ErrAbortHandler) }

// mute says nothing for as long as the gateway stays.
func mute(_ http.ResponseWriter, r request) { <-r.done }

// reset has it play something else, and forget what it was asked.
func (p *player) reset(play func(w http.ResponseWriter, r request)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.play, p.asked = play, nil
}
