// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"sync/atomic"

	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
)

// share distributes requests by a percentage, as evenly as possible.
type share struct{ dealt atomic.Uint64 }

// next tells whether the next request belongs to the share.
func (s *share) next(percent int) bool {
	n, p := s.dealt.Add(1), uint64(min(max(percent, 0), 100))
	return n*p/100 != (n-1)*p/100
}

// order is the order in which engines are tried for a generation. In a gradual failback it takes a turn of the share, so nothing but a
// generation may ask for it.
func (s *share) order(t *table.Table) []*table.Engine {
	if t.VLLMPercent > 0 && t.Active == table.Legacy && s.next(t.VLLMPercent) {
		return startingWith(t, table.VLLM)
	}
	return activeFirst(t)
}

// activeFirst is the order in which engines are tried for anything else.
func activeFirst(t *table.Table) []*table.Engine {
	if t.Active == table.Legacy {
		return startingWith(t, table.Legacy)
	}
	return startingWith(t, table.VLLM)
}

func startingWith(t *table.Table, first table.Name) []*table.Engine {
	var engines []*table.Engine
	for _, name := range []table.Name{first, first.Other()} {
		if e := t.Of(name); e != nil {
			engines = append(engines, e)
		}
	}
	return engines
}
