// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package source

import (
	"log/slog"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// follower publishes a snapshot of a backend each time that something changed, and logs it.
type follower struct {
	Current
	builder builder
	log     *slog.Logger
	// logged and wrong are what was logged last: about the table, and as an error.
	logged, wrong string
}

// publish publishes the backend as it is now. The error says what is wrong with it.
func (f *follower) publish(backend *v1alpha1.CodeGenBackend, secrets Secrets) error {
	snapshot, err := f.builder.build(backend, secrets)
	if snapshot != nil {
		f.snapshot.Store(snapshot)
		f.logRoute(snapshot)
	}
	f.logError(err)
	return err
}

func (f *follower) logRoute(s *Snapshot) {
	if now := describe(s.Table); now != f.logged {
		f.logged = now
		f.log.Info("the route is now: " + now)
	}
}

// logError logs what is wrong, once.
func (f *follower) logError(err error) {
	now := ""
	if err != nil {
		now = err.Error()
	}
	switch now {
	case f.wrong:
	case "":
		f.log.Info("the last error is resolved")
	default:
		f.log.Error(now)
	}
	f.wrong = now
}
