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

// lookPeriod is how often files are read again. They are small, and to read them finds every kind of change, such as those that Kubernetes
// makes to mounted volumes by renaming links.
const lookPeriod = time.Second

// File follows a manifest in a file.
type File struct {
	follower
	path  string
	last  []byte
	known *manifest.File
}

// NewFile reads the manifest for the first time; the error says what to mend in it.
func NewFile(ctx context.Context, path string, access Access, log *slog.Logger) (*File, error) {
	f := &File{path: path, follower: follower{painter: painter{access: access}, log: log}}
	return f, f.look(ctx)
}

// Run reads again until ctx ends. While the file cannot be read, or is wrong, what was known stands.
func (f *File) Run(ctx context.Context) error {
	turns := time.NewTicker(lookPeriod)
	defer turns.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-turns.C:
			f.complain(f.look(ctx))
		}
	}
}

// look reads what changed, and shows it.
func (f *File) look(ctx context.Context) error {
	text, err := os.ReadFile(f.path)
	if err != nil {
		return fmt.Errorf("reading the manifest: %w", err)
	}
	if f.known == nil || !bytes.Equal(text, f.last) {
		read, err := manifest.Read(ctx, text)
		if err != nil {
			return fmt.Errorf("%s: %w", f.path, err)
		}
		f.last, f.known = text, read
	}
	return f.show(f.known.Backend, f.known.Secrets)
}
