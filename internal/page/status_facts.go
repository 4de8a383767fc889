// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package page

import (
	"fmt"
	"time"

	"k8s.io/apimachinery/pkg/util/duration"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// facts writes the top of the status: the active engine, the mode, the pin, the failback, the cooldown.
func (s *builder) facts(b *v1alpha1.CodeGenBackend) {
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
		add("Spec", fmt.Sprintf("generation %d; the status is that of %d: the operator has not processed it yet", b.Generation, g), Doubtful)
	}
	rows.write(&s.Builder, "  ", s.paint)
}

func (s *builder) active(status *v1alpha1.CodeGenBackendStatus) string {
	if status.Active == "" {
		return ""
	}
	return string(status.Active) + s.since(status.Since.Time)
}

// since says for how long; empty if that is not known.
func (s *builder) since(t time.Time) string {
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
			return "Observe: routes are not changed; Auto would select " + string(would)
		}
		return "Observe: routes are not changed"
	}
	return string(b.Spec.Mode)
}

func (s *builder) pin(b *v1alpha1.CodeGenBackend) string {
	pin := b.Spec.Failover.Pin
	if pin == nil {
		return ""
	}
	until := pin.Until.UTC().Format(time.RFC3339)
	if left := pin.Until.Sub(s.now); left > 0 {
		return fmt.Sprintf("%s until %s (%s left): %s", pin.Engine, until, duration.HumanDuration(left), Sanitize(pin.Reason))
	}
	return fmt.Sprintf("%s, expired at %s and ignored: unpin it", pin.Engine, until)
}

func (s *builder) failback(f *v1alpha1.FailbackStatus) string {
	switch {
	case f == nil:
		return ""
	case f.VLLMPercent > 0:
		return fmt.Sprintf("in progress: %d %% of the traffic goes to vllm%s", f.VLLMPercent, s.since(f.Since.Time))
	case !f.AbortedTime.IsZero():
		return "aborted " + s.age(f.AbortedTime.Time) + " ago; all traffic goes to legacy"
	}
	return ""
}

// cooldown says how long the failback still waits.
func (s *builder) cooldown(status *v1alpha1.CodeGenBackendStatus) string {
	if status.Active != v1alpha1.EngineLegacy || status.CooldownSeconds == 0 || len(status.Flips) == 0 {
		return ""
	}
	total := time.Duration(status.CooldownSeconds) * time.Second
	if left := total - s.now.Sub(status.Flips[0].Time.Time); left > 0 {
		return fmt.Sprintf("no failback to vllm for another %s (of %s)", duration.HumanDuration(left), total)
	}
	return fmt.Sprintf("over (%s): fails back to vllm once it is healthy", total)
}
