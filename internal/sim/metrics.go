// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
)

const busyWaiting = 64

// metrics has what clients read of vLLM's own metrics: the queue, and the progress.
func metrics(w http.ResponseWriter, r *http.Request) {
	c := callOf(r)
	if c.behaviour.moves {
		c.engine.tokens.drift(BaseModel, c.engine.state.Load().since, c.script.TokenInterval)
	}
	running, waiting := c.engine.queue.lengths()
	waiting += c.script.Waiting
	if c.behaviour.moves {
		running, waiting = max(running, 1), max(waiting, busyWaiting)
	}
	var b strings.Builder
	gauge(&b, "vllm:num_requests_running", "Number of requests in model execution batches.", running)
	gauge(&b, "vllm:num_requests_waiting", "Number of requests waiting to be processed.", waiting)
	progress(&b, c)
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	_, _ = w.Write([]byte(b.String())) // a client that has left needs no reply
}

func gauge(b *strings.Builder, name, help string, value int) {
	fmt.Fprintf(b, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name)
	fmt.Fprintf(b, "%s{engine=\"0\",model_name=%q} %d.0\n", name, BaseModel, value)
}

// progress has a counter for every model that is listed or has been served.
func progress(b *strings.Builder, c *call) {
	const name = "vllm:generation_tokens_total"
	tokens := c.engine.tokens.read()
	for _, m := range append([]string{BaseModel}, c.listed()...) {
		tokens[m] += 0
	}
	fmt.Fprintf(b, "# HELP %s Number of generation tokens processed.\n# TYPE %s counter\n", name, name)
	for _, m := range slices.Sorted(maps.Keys(tokens)) {
		fmt.Fprintf(b, "%s{engine=\"0\",model_name=%q} %d.0\n", name, m, tokens[m])
	}
}
