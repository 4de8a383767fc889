// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
)

// errLeft ends the wait for a document of an engine that the traffic has left.
var errLeft = errors.New("the traffic has left the engine")

// maxWatchPeriod is the longest time between two checks whether the traffic is still where it was.
const maxWatchPeriod = time.Second

// whileRouted is a context for a request to an engine. It ends when the traffic has left the engine after having been on it, and the
// request has taken longer than an engine may be silent. Nothing is seen of a document before its end, so that only probes find out an
// engine that hangs over it.
func (x *exchange) whileRouted(ctx context.Context, name table.Name) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	if x.table.Active == name {
		go x.watchRoute(ctx, name, cancel)
	}
	return ctx, func() { cancel(nil) }
}

func (x *exchange) watchRoute(ctx context.Context, name table.Name, cancel context.CancelCauseFunc) {
	silence := time.NewTimer(x.silence())
	defer silence.Stop()
	select {
	case <-ctx.Done():
		return
	case <-silence.C:
	}
	ticks := time.NewTicker(min(maxWatchPeriod, x.silence()))
	defer ticks.Stop()
	for x.current().Active == name {
		select {
		case <-ctx.Done():
			return
		case <-ticks.C:
		}
	}
	cancel(errLeft)
}

// hasLeft tells whether the wait for a document ended because the traffic has left the engine.
func (r *response) hasLeft() bool { return errors.Is(context.Cause(r.ctx), errLeft) }

// isHung and isGone tell why the engine's monitor ended the request.
func (r *response) isHung() bool { return errors.Is(context.Cause(r.ctx), errHung) }
func (r *response) isGone() bool { return errors.Is(context.Cause(r.ctx), errGone) }

// takenAway is the failure of a stream that the engine's monitor ended.
func (r *response) takenAway(name string) *failure {
	switch {
	case !r.served:
		return r.failed(context.Cause(r.ctx))
	case r.isHung():
		return brokeBy(fellSilent, name, "fell silent with all others: the engine hangs")
	}
	return brokeBy(fellSilent, name, "fell silent, and the engine does not accept connections any more")
}

// failed is the failure of an error before the answer, or in a document.
func (r *response) failed(err error) *failure {
	switch {
	case r.hasLeft(), r.isHung():
		err = os.ErrDeadlineExceeded
	case r.isGone():
		return failureOf(notReached, "the engine "+string(r.engine.Name)+" does not accept connections any more")
	}
	return failed(string(r.engine.Name), err)
}
