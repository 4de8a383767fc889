// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// names is a resolver that knows these names alone.
func names(known map[string][]string) func(context.Context, string) ([]netip.Addr, error) {
	return func(_ context.Context, host string) ([]netip.Addr, error) {
		var addrs []netip.Addr
		for _, a := range known[host] {
			addrs = append(addrs, netip.MustParseAddr(a))
		}
		if _, ok := known[host]; !ok {
			return nil, &net.DNSError{Err: "no such host", Name: host, Server: "10.96.0.10:53", IsNotFound: true}
		}
		return addrs, nil
	}
}

// switchboard dials test addresses (192.0.2.0/24) on loopback, or holds them until the context ends, and notes all.
type switchboard struct {
	mu     sync.Mutex // guards dialled
	held   []string
	refuse []string
	target string

	dialled []string
}

func (s *switchboard) dial(ctx context.Context, network, address string) (net.Conn, error) {
	s.mu.Lock()
	s.dialled = append(s.dialled, address)
	s.mu.Unlock()
	host, _, _ := net.SplitHostPort(address)
	switch {
	case slices.Contains(s.held, host):
		<-ctx.Done()
		return nil, ctx.Err()
	case slices.Contains(s.refuse, host):
		return dialer.DialContext(ctx, network, "127.0.0.1:1")
	}
	return dialer.DialContext(ctx, network, s.target)
}

func (s *switchboard) all() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.dialled)
}

func clientOn(t *testing.T, n *Network, url string) *Client {
	t.Helper()
	c, err := New(Endpoint{Protocol: protocol.OpenAI, URL: url}, n, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func healthy(t *testing.T) string {
	t.Helper()
	return strings.TrimPrefix(serve(t, answer{}.ServeHTTP), "http://")
}

func TestForbiddenAddressesAreNotDialled(t *testing.T) {
	t.Parallel()
	board := &switchboard{}
	lookup := names(map[string][]string{"meta": {"169.254.169.254", "fd00:ec2::254", "::ffff:127.0.0.1"}})
	for _, host := range []string{"127.0.0.1", "[::1]", "[::ffff:169.254.169.254]", "169.254.169.254", "[fe80::1%25eth0]", "meta"} {
		client := clientOn(t, &Network{Lookup: lookup, Dial: board.dial}, "http://"+host+":80/latest")
		for _, fault := range []*Fault{client.Health(withTimeout(t, patience)), client.Stream(withTimeout(t, patience), protocol.Generation{}).Fault} {
			mustBe(t, fault, reason.AddressForbidden)
			mustSay(t, fault, "must not be connected to")
		}
	}
	if got := board.all(); len(got) > 0 {
		t.Errorf("dialled %v", got)
	}
}

// A name that leads elsewhere the next time gains nothing: each dial asks the guard again.
func TestRebindingIsGuarded(t *testing.T) {
	t.Parallel()
	board := &switchboard{target: healthy(t)}
	known := map[string][]string{"engine": {"192.0.2.1"}}
	client := clientOn(t, &Network{Lookup: names(known), Dial: board.dial}, "http://engine:8000")
	mustBe(t, client.Health(withTimeout(t, patience)), "none")
	known["engine"] = []string{"127.0.0.1"}
	client.transport.CloseIdleConnections()
	mustBe(t, client.Health(withTimeout(t, patience)), reason.AddressForbidden)
}

func TestSeveralAddressesAreTried(t *testing.T) {
	t.Parallel()
	board := &switchboard{held: []string{"192.0.2.1"}, refuse: []string{"192.0.2.2"}, target: healthy(t)}
	lookup := names(map[string][]string{"engine": {"127.0.0.1", "192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"}})
	client := clientOn(t, &Network{Lookup: lookup, Dial: board.dial}, "http://engine:8000")
	mustBe(t, client.Health(withTimeout(t, time.Second)), "none")
	want := []string{"192.0.2.1:8000", "192.0.2.2:8000", "192.0.2.3:8000"}
	if got := board.all(); !slices.Equal(got, want) {
		t.Errorf("dialled %v, want %v", got, want)
	}
}

func TestDialedAddressesAreBounded(t *testing.T) {
	t.Parallel()
	board := &switchboard{held: []string{"192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"}}
	lookup := names(map[string][]string{"engine": {"192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4", "192.0.2.5"}})
	client := clientOn(t, &Network{Lookup: lookup, Dial: board.dial}, "http://engine:8000")
	fault := client.Health(withTimeout(t, 200*time.Millisecond))
	mustBe(t, fault, reason.Timeout)
	mustSay(t, fault, "engine:8000 could not be connected to in time")
	if got := board.all(); len(got) != maxAddresses {
		t.Errorf("dialled %v", got)
	}
}

func TestResolve(t *testing.T) {
	t.Parallel()
	n := &Network{
		Lookup: names(map[string][]string{"engine": {"::ffff:192.0.2.7", "127.0.0.1", "2001:db8::1"}, "nothing": {}, "own": {"::1"}}),
	}
	for host, want := range map[string]struct {
		addrs  string
		reason reason.Reason
		says   string
	}{
		"engine":      {"192.0.2.7 2001:db8::1", "none", ""},
		"192.0.2.9":   {"192.0.2.9", "none", ""},
		"nothing":     {"", reason.NameNotResolved, "nothing cannot be resolved: the name has no address"},
		"missing.svc": {"", reason.NameNotResolved, "missing.svc cannot be resolved: the name does not exist"},
		"own":         {"", reason.AddressForbidden, "own must not be connected to: ::1 is a loopback address"},
	} {
		addrs, fault := n.Resolve(context.Background(), host)
		var got []string
		for _, a := range addrs {
			got = append(got, a.String())
		}
		if strings.Join(got, " ") != want.addrs || reasonOf(fault) != want.reason {
			t.Errorf("%s: %v, %+v; want %s, %s", host, got, fault, want.addrs, want.reason)
		}
		mustSay(t, fault, want.says)
	}
}

func TestSlowOrMissingResolver(t *testing.T) {
	t.Parallel()
	slow := &Network{Lookup: func(ctx context.Context, host string) ([]netip.Addr, error) {
		<-ctx.Done()
		return nil, &net.DNSError{Err: ctx.Err().Error(), Name: host, IsTimeout: true}
	}}
	_, fault := slow.Resolve(withTimeout(t, 10*time.Millisecond), "engine")
	mustBe(t, fault, reason.NameNotResolved)
	mustSay(t, fault, "the name server did not answer in time")
	fault = clientOn(t, slow, "http://engine").Health(withTimeout(t, 50*time.Millisecond))
	mustBe(t, fault, reason.NameNotResolved)
	mustSay(t, fault, "engine:80 cannot be resolved: the name server did not answer in time")
	lost := &Network{Lookup: func(context.Context, string) ([]netip.Addr, error) { return nil, errors.New("server misbehaving") }}
	mustBe(t, clientOn(t, lost, "http://engine").Health(withTimeout(t, patience)), reason.NameNotResolved)
}

func TestProxyOfTheEnvironmentIsNotUsed(t *testing.T) {
	t.Setenv("HTTP_PROXY", "http://192.0.2.66:3128")
	board := &switchboard{target: healthy(t)}
	client := clientOn(t, &Network{Dial: board.dial}, "http://192.0.2.1:8000")
	mustBe(t, client.Health(withTimeout(t, patience)), "none")
	if got := board.all(); !slices.Equal(got, []string{"192.0.2.1:8000"}) {
		t.Errorf("dialled %v", got)
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	elsewhere := make(chan string, 8)
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/elsewhere") {
			elsewhere <- r.URL.Path
		}
		http.Redirect(w, r, "/elsewhere", http.StatusPermanentRedirect)
	})
	client := clientOf(t, Endpoint{Protocol: protocol.OpenAI, URL: url})
	mustBe(t, client.Health(withTimeout(t, patience)), reason.HTTPError)
	mustBe(t, client.Stream(withTimeout(t, patience), protocol.Generation{}).Fault, reason.HTTPError)
	if len(elsewhere) != 0 {
		t.Errorf("%s was asked for", <-elsewhere)
	}
}
