// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package page

import (
	"cmp"
	"strings"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/duration"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// builder collects the text of a page.
type builder struct {
	strings.Builder
	paint Paint
	now   time.Time
}

// flipsOnStatus is how many flips a status page shows; Flips renders all of them.
const flipsOnStatus = 3

// Status renders a backend on one page.
func Status(b *v1alpha1.CodeGenBackend, now time.Time, paint Paint) string {
	s := &builder{paint: paint, now: now}
	s.headline(b)
	s.facts(b)
	s.conditions(b)
	s.engines(b)
	s.canaries(b)
	s.routes(b)
	s.flips(b.Status.Flips, flipsOnStatus)
	return s.String()
}

// headline writes one line with the active engine and whether the backend is ready.
func (s *builder) headline(b *v1alpha1.CodeGenBackend) {
	who := "no engine serves yet"
	if b.Status.Active != "" {
		who = "traffic goes to " + string(b.Status.Active)
	}
	tone, state := Doubtful, "not yet processed by the operator"
	if c := conditionOf(b, v1alpha1.ConditionReady); c != nil {
		tone, state = ToneOfCondition(*c), readiness(c)
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

func (s *builder) age(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return duration.HumanDuration(max(s.now.Sub(t), 0))
}

// section writes a heading with rows, or nothing if there are no rows.
func (s *builder) section(heading string, rows grid, columns []cell) {
	if len(rows) == 0 {
		return
	}
	s.WriteString("\n" + s.paint(Heading, heading) + "\n")
	if columns != nil {
		rows = append(grid{columns}, rows...)
	}
	rows.write(&s.Builder, "  ", s.paint)
}

// dash returns the text, or a dash if it is empty.
func dash(text string) string { return cmp.Or(text, "-") }
