// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package settings

import (
	"fmt"
	"io"
	"log/slog"
	"slices"

	"github.com/spf13/pflag"
)

var levels = map[string]slog.Level{
	"error": slog.LevelError, "warn": slog.LevelWarn, "info": slog.LevelInfo, "debug": slog.LevelDebug,
}

// AddLog adds the flags that set the level and the format of the log.
func AddLog(f *pflag.FlagSet, level, format *string) {
	f.StringVar(level, "log-level", "info", "error, warn, info or debug")
	f.StringVar(format, "log-format", "json", "json or text")
}

// CheckLog checks the values of these flags.
func CheckLog(level, format string) error {
	if _, known := levels[level]; !known {
		return fmt.Errorf("--log-level %q is none of error, warn, info and debug", level)
	}
	if !slices.Contains([]string{"json", "text"}, format) {
		return fmt.Errorf("--log-format %q is neither json nor text", format)
	}
	return nil
}

// LogHandler writes structured lines of this level and format; an unknown level is info, and an unknown format json.
func LogHandler(out io.Writer, level, format string) slog.Handler {
	options := &slog.HandlerOptions{Level: levels[level]}
	if format == "text" {
		return slog.NewTextHandler(out, options)
	}
	return slog.NewJSONHandler(out, options)
}
