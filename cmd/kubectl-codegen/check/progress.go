// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package check

import (
	"fmt"
	"io"
	"sync"

	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/health"
	"github.com/codegen-dev/codegen-operator/internal/prober"
)

// progress prints the outcome of checks when it changes.
type progress struct {
	to io.Writer

	mu      sync.Mutex
	printed map[string]string // guarded by mu: the last outcome by engine and kind of check
}

// Checked prints the outcome of a probe or a pulse.
func (p *progress) Checked(_ prober.Key, e decide.Engine, kind prober.Kind, o health.Outcome) {
	if kind == prober.KindCanary {
		return // Ran has more detail
	}
	p.print(fmt.Sprintf("%s: %s", e, kind), describe(o))
}

// Ran prints the outcome of a canary run.
func (p *progress) Ran(_ prober.Key, e decide.Engine, run prober.Run) {
	p.print(fmt.Sprintf("%s: canary %s", e, run.Canary), describe(run.Outcome))
}

func describe(o health.Outcome) string {
	switch {
	case o.Message != "":
		return fmt.Sprintf("%s, %s: %s", o.Verdict, o.Reason, o.Message)
	case o.Reason != "" && o.Verdict != health.Pass:
		return fmt.Sprintf("%s, %s", o.Verdict, o.Reason)
	}
	return string(o.Verdict)
}

func (p *progress) print(check, outcome string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.to != nil && p.printed[check] != outcome {
		p.printed[check] = outcome
		fmt.Fprintf(p.to, "%s: %s\n", check, outcome)
	}
}
