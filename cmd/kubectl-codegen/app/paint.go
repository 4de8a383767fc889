// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"os"

	"golang.org/x/term"

	"github.com/codegen-dev/codegen-operator/internal/page"
)

// paint shows colours on a terminal, unless somebody asked for none (https://no-color.org).
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
