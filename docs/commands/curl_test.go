// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

//go:build unix

package commands_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/pflag"

	"github.com/codegen-dev/codegen-operator/test/timing"
)

// isCurl tells whether this program was started as curl, which it replaces on a machine that has none: no Go module provides curl.
func isCurl() bool { return filepath.Base(os.Args[0]) == "curl" }

// curl does what the pages ask of curl, and waits for servers that were just started, as .curlrc has curl do.
func curl(ctx context.Context, args []string, out io.Writer) error {
	f := pflag.NewFlagSet("curl", pflag.ContinueOnError)
	method := f.StringP("request", "X", "", "")
	body := f.StringP("data", "d", "", "")
	headers := f.StringArrayP("header", "H", nil, "")
	for name, short := range map[string]string{"no-buffer": "N", "silent": "s", "show-error": "S", "fail": "f"} {
		f.BoolP(name, short, false, "")
	}
	if err := f.Parse(args); err != nil {
		return err
	}
	if *method == "" {
		*method = http.MethodGet
		if *body != "" {
			*method = http.MethodPost
		}
	}
	for _, url := range f.Args() {
		if err := fetch(ctx, *method, url, *body, *headers, out); err != nil {
			return fmt.Errorf("curl %s: %w", url, err)
		}
	}
	return nil
}

func fetch(ctx context.Context, method, url, body string, headers []string, out io.Writer) error {
	ticks := time.NewTicker(time.Second)
	defer ticks.Stop()
	for end := time.Now().Add(timing.Deadline); ; <-ticks.C {
		request, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(body))
		if err != nil {
			return err
		}
		for _, h := range headers {
			name, value, _ := strings.Cut(h, ":")
			request.Header.Set(name, strings.TrimSpace(value))
		}
		response, err := http.DefaultClient.Do(request)
		if errors.Is(err, syscall.ECONNREFUSED) && time.Now().Before(end) {
			continue
		}
		if err != nil {
			return err
		}
		defer response.Body.Close()
		_, err = io.Copy(out, response.Body)
		return err
	}
}
