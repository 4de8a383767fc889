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

// narrator tells what happens, and nothing twice.
type narrator struct {
	to io.Writer

	mu   sync.Mutex
	said map[string]string // guarded by mu: what each kind of check of an engine last came to
}

// Checked tells of probes and pulses that come to something new.
func (n *narrator) Checked(_ prober.Key, e decide.Engine, kind prober.Kind, o health.Outcome) {
	if kind == prober.KindCanary {
		return // Ran tells more
	}
	n.say(fmt.Sprintf("%s: %s", e, kind), came(o))
}

// Ran tells of a run of a canary.
func (n *narrator) Ran(_ prober.Key, e decide.Engine, run prober.Run) {
	n.say(fmt.Sprintf("%s: canary %s", e, run.Canary), came(run.Outcome))
}

func came(o health.Outcome) string {
	switch {
	case o.Message != "":
		return fmt.Sprintf("%s, %s: %s", o.Verdict, o.Reason, o.Message)
	case o.Reason != "" && o.Verdict != health.Pass:
		return fmt.Sprintf("%s, %s", o.Verdict, o.Reason)
	}
	return string(o.Verdict)
}

func (n *narrator) say(who, what string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.to != nil && n.said[who] != what {
		n.said[who] = what
		fmt.Fprintf(n.to, "%s: %s\n", who, what)
	}
}
