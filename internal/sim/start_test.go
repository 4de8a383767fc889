// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"errors"
	"net"
	"os"
	"strings"
	"testing"
	"time"
)

// No write blocks for ever: a peer that does not read is given up.
func TestWritesTimeOut(t *testing.T) {
	t.Parallel()
	for _, quiet := range []bool{false, true} {
		tcp, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		l := newListener(tcp.(*net.TCPListener))
		l.patience = 20 * time.Millisecond
		peer, err := net.Dial("tcp", tcp.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		c, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		if quiet {
			l.vanish()
		}
		if _, err := c.Write(make([]byte, 64<<20)); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("quiet %v: %v", quiet, err)
		}
		l.reset()
		_, _ = l.Close(), peer.Close()
	}
}

func TestStartRefusesUnknownValues(t *testing.T) {
	t.Parallel()
	for name, try := range map[string]func() (*Engine, error){
		`unknown protocol "Telex"`:    func() (*Engine, error) { return Start("Telex", Script{}) },
		`unknown misbehaviour "sulk"`: func() (*Engine, error) { return Start(OpenAI, Script{Misbehave: "sulk"}) },
		`unknown build "gothic"`:      func() (*Engine, error) { return Start(OpenAI, Script{Build: "gothic"}) },
		`unknown field "tea"`:         func() (*Engine, error) { return Start(OpenAI, Script{TextIn: "tea"}) },
		"missing port":                func() (*Engine, error) { return StartAt("nowhere", OpenAI, Script{}) },
	} {
		if _, err := try(); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("want %q, got %v", name, err)
		}
	}
}

func TestMisbehavePanicsOnAnUnknownName(t *testing.T) {
	t.Parallel()
	e := start(t, OpenAI, quick)
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	e.Misbehave("sulk")
}
