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

// lookAtRoute is how often who waits for a document looks whether the traffic is still where it was.
const lookAtRoute = time.Second

// whileRouted is a context that ends when the traffic has left an engine that it was on, and that has been asked for longer than one
// may be silent. Of an answer that comes as one document nothing is seen before its end, so that an engine that hangs over it is found out by
// whoever probes it, and by nothing that comes here.
func (x *exchange) whileRouted(life context.Context, name table.Name) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(life)
	if x.table.Active == name {
		go x.watchRoute(ctx, name, cancel)
	}
	return ctx, func() { cancel(nil) }
}

func (x *exchange) watchRoute(ctx context.Context, name table.Name, cancel context.CancelCauseFunc) {
	patience := time.NewTimer(x.silence())
	defer patience.Stop()
	select {
	case <-ctx.Done():
		return
	case <-patience.C:
	}
	ticks := time.NewTicker(min(lookAtRoute, x.silence()))
	defer ticks.Stop()
	for x.gateway.table().Active == name {
		select {
		case <-ctx.Done():
			return
		case <-ticks.C:
		}
	}
	cancel(errLeft)
}

// hasLeft tells whether the wait for a document was ended because the traffic has left the engine.
func (s *source) hasLeft() bool { return errors.Is(context.Cause(s.ctx), errLeft) }

// failed is the failure of an error before the answer, or in a document.
func (s *source) failed(err error) *failure {
	if s.hasLeft() {
		err = os.ErrDeadlineExceeded
	}
	return failed(string(s.engine.Name), err)
}
