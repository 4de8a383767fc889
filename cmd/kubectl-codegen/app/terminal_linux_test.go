// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"github.com/codegen-dev/codegen-operator/cmd/kubectl-codegen/app"
	"github.com/codegen-dev/codegen-operator/test/timing"
)

// terminal opens a pseudo terminal: what is written to the program's end can be read from ours.
func terminal(t *testing.T) (ours, programs *os.File) {
	t.Helper()
	ours, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	must(t, err)
	t.Cleanup(func() { ours.Close() })
	var number, unlocked int32
	for request, at := range map[uintptr]*int32{syscall.TIOCGPTN: &number, syscall.TIOCSPTLCK: &unlocked} {
		if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, ours.Fd(), request, uintptr(unsafe.Pointer(at))); errno != 0 {
			t.Fatal(errno)
		}
	}
	programs, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	must(t, err)
	t.Cleanup(func() { programs.Close() })
	return ours, programs
}

// There are colours on a terminal, unless NO_COLOR or TERM=dumb is set.
func TestColours(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.applied("../../../config/argocd/testdata/failed-over.yaml")
	for _, c := range []struct {
		env  map[string]string
		want bool
	}{{nil, true}, {map[string]string{"NO_COLOR": "1"}, false}, {map[string]string{"TERM": "dumb"}, false}} {
		ours, programs := terminal(t)
		s.env = c.env
		shown := make(chan []byte, 1)
		go func() { shown <- upTo(ours, "Flips") }()
		if code := s.runIn(t.Context(), app.Environment{Out: programs, Err: os.Stderr}, "status", "hapa"); code != app.ExitOK {
			t.Fatal(code)
		}
		if got := <-shown; bytes.Contains(got, []byte("\x1b[31m")) != c.want {
			t.Errorf("with %v: %q", c.env, got)
		}
	}
}

// On a terminal a watch updates one list in place.
func TestWatchOnTerminal(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	b := s.applied("../../../config/argocd/testdata/serving-vllm.yaml")
	ours, programs := terminal(t)
	ctx, interrupt := context.WithCancel(t.Context())
	done := make(chan int, 1)
	go func() { done <- s.runIn(ctx, app.Environment{Out: programs, Err: os.Stderr}, "watch") }()
	first := upTo(ours, "hapa")
	now := s.now(b)
	must(t, s.client.Delete(t.Context(), now))
	second := upTo(ours, "SINCE")
	interrupt()
	if code := <-done; code != app.ExitOK {
		t.Errorf("exit code %d", code)
	}
	for _, screen := range [][]byte{first, second} {
		if !bytes.Contains(screen, []byte("\x1b[H\x1b[2J")) {
			t.Errorf("the screen was not repainted: %q", screen)
		}
	}
}

// upTo reads until a word was read.
func upTo(from *os.File, word string) []byte {
	var all []byte
	part := make([]byte, 4096)
	for end := time.Now().Add(timing.Deadline); !bytes.Contains(all, []byte(word)) && time.Now().Before(end); {
		n, err := from.Read(part)
		if err != nil {
			return all
		}
		all = append(all, part[:n]...)
	}
	return all
}
