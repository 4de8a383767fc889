// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"fmt"
	"hash/fnv"
	"net/http"
	"slices"
	"strings"

	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// headerHops lists the gateways that a request came through, so that one whose engine leads back to it does not ask itself for ever.
const headerHops = "X-Codegen-Hops"

// maxHops is how many gateways may stand one behind another.
const maxHops = 8

// hopOf is what a gateway is called in the header: all replicas of one gateway have the same name, and gateways with other engines have
// another one.
func hopOf(t *table.Table) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(t.Backend))
	for _, e := range []*table.Engine{t.VLLM, t.Legacy} {
		if e != nil && e.URL != nil {
			_, _ = fmt.Fprintf(h, " %s %s", e.Name, e.URL)
		}
	}
	return fmt.Sprintf("%016x", h.Sum64())
}

// hopsOf are the gateways that a request came through.
func hopsOf(h http.Header) []string {
	hops := strings.Split(strings.Join(h.Values(headerHops), ","), ",")
	for i := range hops {
		hops[i] = strings.TrimSpace(hops[i])
	}
	return slices.DeleteFunc(hops, func(hop string) bool { return hop == "" })
}

// isLoop tells whether a request came through this gateway before, or through too many others.
func isLoop(h http.Header, t *table.Table) bool {
	if len(h.Values(headerHops)) == 0 {
		return false
	}
	hops := hopsOf(h)
	return len(hops) >= maxHops || slices.Contains(hops, hopOf(t))
}

// hopLine is the header line with which a request goes on to an engine. What a client sent in it goes on only where it can be a hop.
func hopLine(h http.Header, t *table.Table) string {
	hops := slices.DeleteFunc(hopsOf(h), func(hop string) bool { return !isHop(hop) })
	return headerHops + ": " + strings.Join(append(hops, hopOf(t)), ", ") + "\r\n"
}

// isHop tells whether a name is one that hopOf gives.
func isHop(name string) bool {
	return len(name) == 16 && strings.Trim(name, "0123456789abcdef") == ""
}

var looping = &protocol.Problem{
	Status:  http.StatusLoopDetected,
	Message: "the request came back to this gateway: the URL of an engine leads to the gateway itself",
}
