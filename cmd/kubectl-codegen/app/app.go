// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/term"
	"k8s.io/cli-runtime/pkg/genericclioptions"

	"github.com/codegen-dev/codegen-operator/internal/page"
)

// Environment is what the program reads from and writes to.
type Environment struct {
	In       io.Reader
	Out, Err io.Writer
	Env      func(name string) string
}

// OSEnvironment returns the environment of this process.
func OSEnvironment() Environment {
	return Environment{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Env: os.Getenv}
}

// app is what all commands share.
type app struct {
	Environment
	flags *genericclioptions.ConfigFlags
}

func (a *app) printf(format string, args ...any) { fmt.Fprintf(a.Out, format, args...) }

func (a *app) warnf(format string, args ...any) { fmt.Fprintf(a.Err, format, args...) }

// paint returns colours on a terminal, unless NO_COLOR is set (https://no-color.org).
func (a *app) paint() page.Paint {
	if a.Env("NO_COLOR") != "" || a.Env("TERM") == "dumb" || !a.onTerminal() {
		return page.Colourless
	}
	return page.Colours
}

func (a *app) onTerminal() bool {
	file, ok := a.Out.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// sleep returns false if the context ended first.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
