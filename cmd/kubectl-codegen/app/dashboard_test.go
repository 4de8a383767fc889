// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/codegen-dev/codegen-operator/cmd/kubectl-codegen/app"
)

var pageAt = regexp.MustCompile(`http://127\.0\.0\.1:\d+/`)

// The page shows the backends of the cluster until the command is interrupted.
func TestDashboard(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.applied(everything)
	d := s.dashboard("dashboard")
	s.until("the backend on the page", func() bool {
		return strings.Contains(s.fetch(d.url+"api/backends/"+s.namespace+"/hapa"), `"active":"legacy"`)
	})
	s.contains(s.fetch(d.url), `<html lang="en"`, "assets/main.js")
	if code := d.interrupt(); code != app.ExitOK {
		t.Errorf("interrupted, it exits with %d: %s", code, d.errs.String())
	}
}

// The flags for the language, all namespaces, and opening a browser.
func TestDashboardOpens(t *testing.T) {
	s := newStage(t)
	bin, note := t.TempDir(), filepath.Join(t.TempDir(), "opened")
	must(t, os.WriteFile(filepath.Join(bin, "xdg-open"), []byte("#!/bin/sh\necho \"$1\" >"+note+".new && mv "+note+".new "+note+"\n"), 0o700))
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	d := s.dashboard("dashboard", "-A", "--lang", "ko", "--open")
	s.contains(s.fetch(d.url), `<html lang="ko"`)
	s.until("the browser", func() bool {
		opened, err := os.ReadFile(note)
		return err == nil && strings.TrimSpace(string(opened)) == d.url
	})
	d.interrupt()
}

// Options that cannot be served are errors at once.
func TestDashboardErrors(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	_, errs := s.mustExit(app.ExitUsage, "dashboard", "--address", "0.0.0.0")
	s.contains(errs, "is not a loopback address", "ssh -L")
	_, errs = s.mustExit(app.ExitUsage, "dashboard", "--lang", "fr")
	s.contains(errs, "must be en or ko")
	d := s.dashboard("dashboard")
	port := strings.TrimSuffix(d.url[strings.LastIndex(d.url, ":")+1:], "/")
	_, errs = s.mustExit(app.ExitUsage, "dashboard", "--port", port)
	s.contains(errs, "address already in use")
	d.interrupt()
}

// served is a running dashboard.
type served struct {
	url       string
	errs      *syncBuffer
	interrupt func() int
}

func (s *stage) dashboard(args ...string) *served {
	s.Helper()
	ctx, stop := context.WithCancel(context.Background())
	out, errs, ended := &syncBuffer{}, &syncBuffer{}, make(chan int, 1)
	go func() { ended <- s.runIn(ctx, app.Environment{Out: out, Err: errs}, args...) }()
	d := &served{errs: errs}
	d.interrupt = func() int { stop(); return <-ended }
	s.Cleanup(stop)
	s.until("where the page is", func() bool {
		d.url = pageAt.FindString(out.String())
		return d.url != ""
	})
	return d
}

func (s *stage) fetch(url string) string {
	s.Helper()
	r, err := http.NewRequestWithContext(s.Context(), http.MethodGet, url, http.NoBody)
	must(s.T, err)
	answer, err := http.DefaultClient.Do(r)
	must(s.T, err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	must(s.T, err)
	return string(text)
}

// interrupted runs a line of the docs that serves a page, reads the page, and interrupts it.
func (s *stage) interrupted(dir, line string) (int, string) {
	s.Helper()
	cmd, out := s.typed(dir, "exec "+line), &syncBuffer{}
	cmd.Stdout, cmd.Stderr = out, out
	must(s.T, cmd.Start())
	s.Cleanup(func() { _ = cmd.Process.Kill() })
	s.until("where the page is", func() bool { return pageAt.MatchString(out.String()) })
	s.contains(s.fetch(pageAt.FindString(out.String())), "CodeGenBackends")
	must(s.T, cmd.Process.Signal(syscall.SIGINT))
	_ = cmd.Wait()
	return cmd.ProcessState.ExitCode(), out.String()
}
