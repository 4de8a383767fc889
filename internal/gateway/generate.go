// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"context"
	"hash/maphash"
	"net/http"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/gateway/record"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// generate serves a request for a generation.
func (g *Gateway) generate(w http.ResponseWriter, r *http.Request, call protocol.Call) {
	x := g.exchange(w, r, call)
	defer x.kept.Close()
	w.Header().Set("X-Request-Id", x.record.ID)
	ctx, cancel := context.WithCancelCause(r.Context())
	defer cancel(nil)
	x.ctx = ctx
	if g.requests.enter(x, cancel) {
		defer g.requests.leave(x)
		g.serve(x)
	} else {
		w.Header().Set("Retry-After", "1")
		x.refuse(record.Draining, shuttingDown().problem())
	}
	x.record.Duration = time.Since(x.record.Began)
	g.options.Observer.Finished(r.Context(), x.record)
}

func (g *Gateway) exchange(w http.ResponseWriter, r *http.Request, call protocol.Call) *exchange {
	return &exchange{
		w: w, r: r, call: call, pools: &g.pools, retries: &g.retries, observer: g.options.Observer, current: g.table,
		kept:   g.answers.Open("", 1),
		record: record.Record{ID: record.ID(r.Header), Key: record.KeyOf(r.Context()), Call: call.String(), Began: time.Now()},
	}
}

// serve answers an exchange that was let in.
func (g *Gateway) serve(x *exchange) {
	if problem := x.parse(); problem != nil {
		x.refuse(record.Refused, problem)
		return
	}
	x.table = g.table()
	if isLoop(x.r.Header, x.table) {
		x.refuse(record.Refused, looping)
		return
	}
	x.blames.request = digest(x.request.Body)
	engines := g.share.order(x.table)
	if len(engines) == 0 {
		x.refuse(record.Failed, &protocol.Problem{Status: http.StatusServiceUnavailable, Message: "no engine is known yet"})
		return
	}
	o := failover{x: x, s: newStream(x)}
	o.serve(engines)
}

var seed = maphash.MakeSeed()

// digest tells requests apart.
func digest(body []byte) uint64 { return maphash.Bytes(seed, body) }
