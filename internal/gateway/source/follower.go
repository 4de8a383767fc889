// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package source

import (
	"log/slog"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// follower shows a picture of a backend each time that something changed, and tells of it.
type follower struct {
	Shown
	painter painter
	log     *slog.Logger
	told    string // what was told last of the table
	amiss   string // what was told last to be amiss
}

// show shows the backend as it is now. The error is what is amiss.
func (f *follower) show(backend *v1alpha1.CodeGenBackend, secrets Secrets) error {
	picture, err := f.painter.paint(backend, secrets)
	if picture != nil {
		f.picture.Store(picture)
		f.tell(picture)
	}
	f.complain(err)
	return err
}

func (f *follower) tell(p *Picture) {
	if now := describe(p.Table); now != f.told {
		f.told = now
		f.log.Info("the route is now: " + now)
	}
}

// complain tells of what is amiss, once.
func (f *follower) complain(err error) {
	now := ""
	if err != nil {
		now = err.Error()
	}
	switch now {
	case f.amiss:
	case "":
		f.log.Info("what was amiss is well again")
	default:
		f.log.Error(now)
	}
	f.amiss = now
}
