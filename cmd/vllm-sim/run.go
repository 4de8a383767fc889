// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/sim"
	"github.com/codegen-dev/codegen-operator/internal/version"
)

// drainTimeout is how long streams in flight may take to end after a signal.
const drainTimeout = 2 * time.Second

// run serves an engine until ctx is over.
func run(ctx context.Context, args []string, getenv func(string) string, out io.Writer) error {
	o, err := parse(args, getenv, out)
	if err != nil {
		return err
	}
	if o.version {
		fmt.Fprintln(out, "vllm-sim", version.Get())
		return nil
	}
	engine, err := sim.StartAt(o.listen, o.protocol, o.script)
	if err != nil {
		return err
	}
	defer engine.Close()
	control, err := startControl(o.control, engine)
	if err != nil {
		return err
	}
	defer control.Close()
	fmt.Fprintln(out, greeting(engine, control))
	<-ctx.Done()
	return shutdown(ctx, engine)
}

// startControl starts the separate control API, where one is asked for.
func startControl(addr string, e *sim.Engine) (interface {
	URL() string
	Close()
}, error) {
	if addr == "" {
		return ownListener{e}, nil
	}
	return sim.StartControl(addr, e)
}

// ownListener is the control API that the engine serves itself.
type ownListener struct{ engine *sim.Engine }

func (o ownListener) URL() string { return o.engine.URL() }
func (o ownListener) Close()      {} // it ends with the engine

func greeting(e *sim.Engine, control interface{ URL() string }) string {
	return fmt.Sprintf("vllm-sim: %s engine listening on %s, control API at %s/sim/, misbehaviour %s",
		e.Protocol(), e.URL(), control.URL(), e.Script().Misbehave)
}

// shutdown lets streams end for drainTimeout. It is not an error if some do not: a
// misbehaving engine has streams that never end.
func shutdown(ctx context.Context, e *sim.Engine) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTimeout)
	defer cancel()
	if err := e.Shutdown(ctx); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("shut down: %w", err)
	}
	return nil
}
