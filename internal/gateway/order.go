// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"sync/atomic"

	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
)

// share deals out requests by a percentage, as evenly as it goes.
type share struct{ dealt atomic.Uint64 }

// next tells whether the next request is of the share.
func (s *share) next(percent int) bool {
	n, p := s.dealt.Add(1), uint64(min(max(percent, 0), 100))
	return n*p/100 != (n-1)*p/100
}

// order is in which order engines are asked.
func (g *Gateway) order(t *table.Table) []*table.Engine {
	first := t.Active
	if first != table.Legacy || t.VLLMPercent > 0 && g.share.next(t.VLLMPercent) {
		first = table.VLLM
	}
	var engines []*table.Engine
	for _, name := range []table.Name{first, first.Other()} {
		if e := t.Of(name); e != nil {
			engines = append(engines, e)
		}
	}
	return engines
}
