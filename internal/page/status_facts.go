// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package page

import (
	"fmt"
	"time"

	"k8s.io/apimachinery/pkg/util/duration"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// facts are what stands at the top of the status: since when, the mode, the pin, the failback, the cooldown.
func (s *sheet) facts(b *v1alpha1.CodeGenBackend) {
	status, rows := &b.Status, grid{}
	add := func(name, value string, tone Tone) {
		if value != "" {
			rows = append(rows, []cell{{name, Plain}, {value, tone}})
		}
	}
	add("Active", s.active(status), Plain)
	add("Mode", mode(b), Plain)
	add("Pin", s.pin(b), Doubtful)
	add("Failback", s.failback(status.Failback), Doubtful)
	add("Cooldown", s.cooldown(status), Plain)
	if g := status.ObservedGeneration; g != b.Generation {
		add("Spec", fmt.Sprintf("generation %d; the status speaks of %d: the operator has not taken it up yet", b.Generation, g), Doubtful)
	}
	rows.write(&s.Builder, "  ", s.paint)
}

func (s *sheet) active(status *v1alpha1.CodeGenBackendStatus) string {
	if status.Active == "" {
		return ""
	}
	return string(status.Active) + s.since(status.Since.Time)
}

// since is for how long; empty: nobody knows.
func (s *sheet) since(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return ", for " + s.age(t)
}

func mode(b *v1alpha1.CodeGenBackend) string {
	switch b.Spec.Mode {
	case v1alpha1.ModePaused:
		return "Paused: nothing changes until it is resumed"
	case v1alpha1.ModeObserve:
		if would := b.Status.WouldBe; would != "" {
			return "Observe: no route is touched; in Auto it would be " + string(would)
		}
		return "Observe: no route is touched"
	}
	return string(b.Spec.Mode)
}

func (s *sheet) pin(b *v1alpha1.CodeGenBackend) string {
	pin := b.Spec.Failover.Pin
	if pin == nil {
		return ""
	}
	until := pin.Until.UTC().Format(time.RFC3339)
	if left := pin.Until.Sub(s.now); left > 0 {
		return fmt.Sprintf("%s until %s (for %s more): %s", pin.Engine, until, duration.HumanDuration(left), Tidy(pin.Reason))
	}
	return fmt.Sprintf("%s, which ran out at %s and is ignored: unpin it", pin.Engine, until)
}

func (s *sheet) failback(f *v1alpha1.FailbackStatus) string {
	switch {
	case f == nil:
		return ""
	case f.VLLMPercent > 0:
		return fmt.Sprintf("under way: %d %% of the traffic goes to vllm%s", f.VLLMPercent, s.since(f.Since.Time))
	case !f.AbortedTime.IsZero():
		return "given up " + s.age(f.AbortedTime.Time) + " ago; legacy has all of the traffic"
	}
	return ""
}

// cooldown is how long a failback has to wait yet.
func (s *sheet) cooldown(status *v1alpha1.CodeGenBackendStatus) string {
	if status.Active != v1alpha1.EngineLegacy || status.CooldownSeconds == 0 || len(status.Flips) == 0 {
		return ""
	}
	whole := time.Duration(status.CooldownSeconds) * time.Second
	if left := whole - s.now.Sub(status.Flips[0].Time.Time); left > 0 {
		return fmt.Sprintf("no way back to vllm for %s more (of %s)", duration.HumanDuration(left), whole)
	}
	return fmt.Sprintf("over (%s): back to vllm once it is healthy", whole)
}
