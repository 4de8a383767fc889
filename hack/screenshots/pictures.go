// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"fmt"
	"image/png"
	"os"
	"path/filepath"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/codegen-dev/codegen-operator/test/browser"
	"github.com/codegen-dev/codegen-operator/test/timing"
)

// picture is one that is taken.
type picture struct {
	name          string
	backend, top  string // the backend, and what stands at the top
	scheme        string
	width, height int64
}

var pictures = []picture{
	{"dashboard-light", "hapa", ".head", "light", 1280, 1120},
	{"dashboard-dark", "review", ".part.served", "dark", 1280, 1120},
	{"dashboard-narrow", "hapa", ".head", "light", 400, 860},
}

// most is how large a picture may be.
const most = 200 << 10

func (s *stage) picture(ctx context.Context, to string) error {
	tab, end, err := browser.Start(ctx)
	if err != nil {
		return err
	}
	defer end()
	for _, p := range pictures {
		data, err := s.take(tab, p)
		if err != nil {
			return fmt.Errorf("taking %s: %w", p.name, err)
		}
		path := filepath.Join(to, p.name+".png")
		if data, err = small(data); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		if err := os.WriteFile(path, data, 0o644); err != nil { //nolint:gosec // a picture for everybody
			return fmt.Errorf("writing %s: %w", path, err)
		}
		fmt.Printf("%s: %d KiB\n", path, len(data)>>10)
	}
	return nil
}

func (s *stage) take(tab context.Context, p picture) ([]byte, error) {
	ctx, cancel := context.WithTimeout(tab, timing.Deadline)
	defer cancel()
	features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: p.scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}}
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features}); err != nil {
		return nil, err
	}
	address := s.page.URL() + "#/" + namespace + "/" + p.backend
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(p.width, p.height), chromedp.Navigate("about:blank"), chromedp.Navigate(address),
		chromedp.WaitVisible(".spark")); err != nil {
		return nil, err
	}
	if p.top != ".head" {
		if err := chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void](fmt.Sprintf("document.querySelector(%q).scrollIntoView()", p.top))); err != nil {
			return nil, err
		}
	}
	return chromedp.Run(ctx, chromedp.CaptureScreenshot())
}

// small packs a picture as tightly as it goes.
func small(data []byte) ([]byte, error) {
	picture, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("reading the picture: %w", err)
	}
	var packed bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&packed, picture); err != nil {
		return nil, fmt.Errorf("packing the picture: %w", err)
	}
	if packed.Len() > most {
		return nil, fmt.Errorf("it has %d bytes, and may have %d", packed.Len(), most)
	}
	return packed.Bytes(), nil
}
