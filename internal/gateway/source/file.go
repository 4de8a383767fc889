// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package source

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/manifest"
)

// readPeriod is how often files are read again. They are small, and reading them finds every kind of change, also those that Kubernetes
// makes to mounted volumes by renaming links.
const readPeriod = time.Second

// File follows a manifest in a file.
type File struct {
	follower
	path  string
	last  []byte
	known *manifest.File
}

// NewFile reads the manifest for the first time; the error says what to fix in it.
func NewFile(ctx context.Context, path string, access Access, log *slog.Logger) (*File, error) {
	f := &File{path: path, follower: follower{builder: builder{access: access}, log: log}}
	return f, f.read(ctx)
}

// Run reads the file again until ctx ends. While it cannot be read, or is wrong, what was known holds.
func (f *File) Run(ctx context.Context) error {
	ticks := time.NewTicker(readPeriod)
	defer ticks.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticks.C:
			f.logError(f.read(ctx))
		}
	}
}

// read reads what changed, and publishes it.
func (f *File) read(ctx context.Context) error {
	text, err := os.ReadFile(f.path)
	if err != nil {
		return fmt.Errorf("read the manifest: %w", err)
	}
	if f.known == nil || !bytes.Equal(text, f.last) {
		known, err := manifest.Read(ctx, text)
		if err != nil {
			return fmt.Errorf("%s: %w", f.path, err)
		}
		f.last, f.known = text, known
	}
	return f.publish(f.known.Backend, f.known.Secrets)
}
