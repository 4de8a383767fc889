// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"io"
	"log/slog"

	"github.com/go-logr/logr"
)

var levels = map[string]slog.Level{
	"error": slog.LevelError, "warn": slog.LevelWarn, "info": slog.LevelInfo, "debug": slog.LevelDebug,
}

// logger writes structured lines, in the way that the options ask for.
func logger(o Options, out io.Writer) logr.Logger {
	settings := &slog.HandlerOptions{Level: levels[o.LogLevel]}
	if o.LogFormat == "text" {
		return logr.FromSlogHandler(slog.NewTextHandler(out, settings))
	}
	return logr.FromSlogHandler(slog.NewJSONHandler(out, settings))
}
