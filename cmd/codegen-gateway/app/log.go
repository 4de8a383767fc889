// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"io"
	"log/slog"
)

var levels = map[string]slog.Level{
	"error": slog.LevelError, "warn": slog.LevelWarn, "info": slog.LevelInfo, "debug": slog.LevelDebug,
}

// Logger writes structured lines, in the way that the options ask for.
func Logger(o Options, out io.Writer) *slog.Logger {
	settings := &slog.HandlerOptions{Level: levels[o.LogLevel]}
	if o.LogFormat == "text" {
		return slog.New(slog.NewTextHandler(out, settings))
	}
	return slog.New(slog.NewJSONHandler(out, settings))
}
