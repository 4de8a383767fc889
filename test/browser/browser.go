// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package browser drives a headless Chromium, for the tests of the page and for its pictures.
package browser

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"

	"github.com/chromedp/chromedp"
)

// ErrNotHere means that there is no Chromium on this machine.
var ErrNotHere = errors.New("no Chromium is here: apt-get install chromium, or name one in CHROMIUM")

// names are those under which it is found.
var names = []string{"chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"}

// Find finds the program: what CHROMIUM names, or what is on the PATH.
func Find() (string, error) {
	if path := os.Getenv("CHROMIUM"); path != "" {
		return path, nil
	}
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", ErrNotHere
}

// Start starts one with a profile of its own. The context that it returns is that of a first tab; end ends the browser and waits for that.
func Start(ctx context.Context) (tab context.Context, end func(), err error) {
	path, err := Find()
	if err != nil {
		return nil, nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, // what it opens is our own page; its sandbox needs rights that containers do not give
		chromedp.Flag("hide-scrollbars", true), chromedp.Flag("font-render-hinting", "none"))
	ctx, free := chromedp.NewExecAllocator(ctx, options...)
	tab, leave := chromedp.NewContext(ctx)
	if err := chromedp.Do(tab); err != nil {
		leave()
		free()
		return nil, nil, fmt.Errorf("starting %s: %w", path, err)
	}
	return tab, func() {
		_ = chromedp.Cancel(tab) // it closes the browser, and waits for the process
		leave()
		free()
	}, nil
}
