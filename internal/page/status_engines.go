// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package page

import (
	"slices"
	"strings"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// engines writes both engines, each with its models.
func (s *builder) engines(b *v1alpha1.CodeGenBackend) {
	rows := grid{}
	for i := range b.Status.Engines {
		e := &b.Status.Engines[i]
		rows = append(rows, []cell{
			{string(e.Name), Plain}, {dash(string(e.Health)), toneOfHealth(e.Health)}, {dash(e.Reason), Plain}, {s.age(e.LastCheckTime.Time), Plain},
			{models(e.Models), toneOfModels(e.Models)}, {engineMessage(e), Plain},
		})
	}
	s.section("Engines", rows, headings("NAME", "HEALTH", "REASON", "CHECKED", "MODELS", "MESSAGE"))
}

// engineMessage is the message of an engine, with notes on what it does with a wrong key and with the beginning of an answer.
func engineMessage(e *v1alpha1.EngineStatus) string {
	parts := []string{Sanitize(e.Message)}
	if e.KeyCheck == v1alpha1.KeyNotEnforced {
		parts = append(parts, "it accepts a wrong key")
	}
	parts = append(parts, continuationNotes[e.Continuation])
	return strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), "; ")
}

var continuationNotes = map[v1alpha1.Continuation]string{
	v1alpha1.ContinuationProven:  "it continues answers",
	v1alpha1.ContinuationRefused: "it does not continue answers (Refused)",
	v1alpha1.ContinuationIgnored: "it does not continue answers (Ignored)",
}

func toneOfHealth(h v1alpha1.Health) Tone {
	switch h {
	case v1alpha1.HealthHealthy:
		return Good
	case v1alpha1.HealthUnhealthy:
		return Bad
	default:
		return Doubtful
	}
}

// models returns the names of models, with the state of those that are not ready.
func models(all []v1alpha1.ModelStatus) string {
	var words []string
	for _, m := range all {
		word := m.Name
		if m.State != v1alpha1.ModelReady {
			word += " (" + string(m.State) + ")"
		}
		words = append(words, word)
	}
	return dash(strings.Join(words, ", "))
}

func toneOfModels(all []v1alpha1.ModelStatus) Tone {
	tone := Plain
	for _, m := range all {
		switch m.State {
		case v1alpha1.ModelMissing, v1alpha1.ModelBroken:
			return Bad
		case v1alpha1.ModelUnknown:
			tone = Doubtful
		}
	}
	return tone
}
