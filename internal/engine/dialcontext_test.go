// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"testing"
)

// Dials through the network are resolved and guarded like those to engines.
func TestDialContext(t *testing.T) {
	t.Parallel()
	board := &switchboard{target: healthy(t), refuse: []string{"192.0.2.2"}}
	n := &Network{Dial: board.dial, Lookup: names(map[string][]string{
		"switch": {"127.0.0.1", "192.0.2.1"}, "meta": {"169.254.169.254"}, "down": {"192.0.2.2"},
	})}
	conn, err := n.DialContext(withTimeout(t, patience), "switch:80")
	if err != nil {
		t.Fatal(err)
	}
	_ = conn.Close()
	for where, says := range map[string]string{
		"meta:80":      "meta:80 must not be connected to: 169.254.169.254 is a link-local address",
		"127.0.0.1:80": "127.0.0.1:80 must not be connected to: 127.0.0.1 is a loopback address",
		"[::1]:80":     "must not be connected to",
		"nobody:80":    "nobody:80 cannot be resolved: the name does not exist",
		"down:80":      "down:80 does not accept connections: connection refused",
		"odd":          "missing port",
	} {
		if _, err := n.DialContext(withTimeout(t, patience), where); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want %s", where, err, says)
		}
	}
	if got := board.all(); !slices.Equal(got, []string{"192.0.2.1:80", "192.0.2.2:80"}) {
		t.Errorf("dialled %v", got)
	}
}

// The cause can be asked for.
func TestDialContextWraps(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	n := &Network{Dial: func(context.Context, string, string) (net.Conn, error) { return nil, broken }}
	if _, err := n.DialContext(withTimeout(t, patience), "192.0.2.1:80"); !errors.Is(err, broken) {
		t.Errorf("the error is %v", err)
	}
}
