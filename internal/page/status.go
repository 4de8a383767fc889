// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package page

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/duration"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// sheet is a page that is being written.
type sheet struct {
	strings.Builder
	paint Paint
	now   time.Time
}

// shownFlips is how many flips a status page shows; the ledger has the others.
const shownFlips = 3

// Status is a backend on one page.
func Status(b *v1alpha1.CodeGenBackend, now time.Time, paint Paint) string {
	s := &sheet{paint: paint, now: now}
	s.headline(b)
	s.facts(b)
	s.conditions(b)
	s.engines(b)
	s.canaries(b)
	s.routes(b)
	s.flips(b.Status.Flips, shownFlips)
	return s.String()
}

// headline says in one line who serves, and whether all is well.
func (s *sheet) headline(b *v1alpha1.CodeGenBackend) {
	who := "no engine serves yet"
	if b.Status.Active != "" {
		who = "traffic goes to " + string(b.Status.Active)
	}
	tone, state := Doubtful, "not seen by the operator yet"
	if c := conditionOf(b, v1alpha1.ConditionReady); c != nil {
		tone, state = toneOfCondition(*c), readiness(c)
	}
	if c := conditionOf(b, v1alpha1.ConditionDegraded); c != nil && c.Status == metav1.ConditionTrue && tone == Good {
		tone, state = Doubtful, state+", degraded"
	}
	s.WriteString(s.paint(Heading, b.Namespace+"/"+b.Name) + ": " + who + ", " + s.paint(tone, state) + "\n")
}

func readiness(c *metav1.Condition) string {
	switch c.Status {
	case metav1.ConditionTrue:
		return "ready"
	case metav1.ConditionFalse:
		return "not ready"
	default:
		return "not known to be ready"
	}
}

// facts are what stands at the top of the status: since when, the mode, the pin, the failback, the dwell.
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
	add("Dwell", s.dwell(status), Plain)
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

func (s *sheet) age(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return duration.HumanDuration(max(s.now.Sub(t), 0))
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
		return fmt.Sprintf("%s until %s (for %s more): %s", pin.Engine, until, duration.HumanDuration(left), tidy(pin.Reason))
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

// dwell is how long a failback has to wait yet.
func (s *sheet) dwell(status *v1alpha1.CodeGenBackendStatus) string {
	if status.Active != v1alpha1.EngineLegacy || status.DwellSeconds == 0 || len(status.Flips) == 0 {
		return ""
	}
	whole := time.Duration(status.DwellSeconds) * time.Second
	if left := whole - s.now.Sub(status.Flips[0].Time.Time); left > 0 {
		return fmt.Sprintf("no way back to vllm for %s more (of %s)", duration.HumanDuration(left), whole)
	}
	return fmt.Sprintf("over (%s): back to vllm once it is healthy", whole)
}

// conditions are those that are not as they should be.
func (s *sheet) conditions(b *v1alpha1.CodeGenBackend) {
	rows := grid{}
	for _, c := range b.Status.Conditions {
		if tone := toneOfCondition(c); tone != Good && !expected(b, c) {
			rows = append(rows, []cell{{c.Type, tone}, {string(c.Status), tone}, {c.Reason, Plain}, {tidy(c.Message), Plain}})
		}
	}
	s.section("Conditions that are not as they should be", rows, nil)
}

// section is a heading with rows, or nothing where there are none.
func (s *sheet) section(heading string, rows grid, columns []cell) {
	if len(rows) == 0 {
		return
	}
	s.WriteString("\n" + s.paint(Heading, heading) + "\n")
	if columns != nil {
		rows = append(grid{columns}, rows...)
	}
	rows.write(&s.Builder, "  ", s.paint)
}

// abnormal are the conditions that should be False.
var abnormal = map[string]bool{v1alpha1.ConditionDegraded: true, v1alpha1.ConditionReconciling: true, v1alpha1.ConditionStalled: true}

func toneOfCondition(c metav1.Condition) Tone {
	want := metav1.ConditionTrue
	if abnormal[c.Type] {
		want = metav1.ConditionFalse
	}
	switch {
	case c.Status == want:
		return Good
	case c.Status == metav1.ConditionUnknown, c.Type == v1alpha1.ConditionReconciling:
		return Doubtful
	default:
		return Bad
	}
}

// expected: what nobody declared cannot be as it should be.
func expected(b *v1alpha1.CodeGenBackend, c metav1.Condition) bool {
	return c.Reason == v1alpha1.ReasonNoRoute || c.Reason == v1alpha1.ReasonNotMeasured && len(b.Spec.Canaries) == 0
}

func conditionOf(b *v1alpha1.CodeGenBackend, kind string) *metav1.Condition {
	for i := range b.Status.Conditions {
		if c := &b.Status.Conditions[i]; c.Type == kind {
			return c
		}
	}
	return nil
}

// dash stands for what is not there.
func dash(text string) string { return cmp.Or(text, "-") }
