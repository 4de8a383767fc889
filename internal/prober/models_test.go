// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prober

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/health"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

func TestMissingModels(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		config := configFor("vllm")
		config.Models = []string{"autocomplete", "prompt", "comment"}
		s.ensure(config)
		if got := s.observed().Models; !slices.Equal(
			got,
			[]Model{{"autocomplete", PresenceUnknown}, {"prompt", PresenceUnknown}, {"comment", PresenceUnknown}},
		) {
			t.Errorf("before the first probe the models are %v", got)
		}
		s.untilUnhealthy("ModelsMissing")
		got := s.observed()
		if got.Message != "the engine does not list autocomplete, comment" {
			t.Errorf("it says %q", got.Message)
		}
		if !slices.Equal(got.Models, []Model{{"autocomplete", Missing}, {"prompt", Present}, {"comment", Missing}}) {
			t.Errorf("the models are %v", got.Models)
		}
		f.set(func(b *behavior) {
			b.listed = []map[string]any{{"id": "comment"}, {"id": "prompt"}, {"id": "autocomplete"}}
		})
		s.untilHealthy()
		s.counted()
		f.set(func(b *behavior) { b.listed = []map[string]any{} })
		pass(2 * time.Second)
		if got := s.observed().Models; got[1].Presence != Missing {
			t.Errorf("the models are %v", got)
		}
	})
}

// A changed list wakes even before it changes the health.
func TestAChangedListWakes(t *testing.T) {
	inFakeTime(t, func(t *testing.T) {
		s, f := only(t)
		config := configFor("vllm")
		config.Thresholds.Failure = 1000
		s.ensure(config)
		s.untilHealthy()
		s.counted()
		f.set(func(b *behavior) { b.listed = []map[string]any{{"id": "other"}} })
		pass(time.Minute)
		if _, wakes := s.counted(); wakes != 1 {
			t.Errorf("it woke %d times", wakes)
		}
		s.mustStay(health.Healthy)
	})
}

func TestWhatIsListed(t *testing.T) {
	t.Parallel()
	base := protocol.Model{Name: "base", Root: "/models/base"}
	alias := protocol.Model{Name: "prompt", Root: "/models/base"}
	adapter := protocol.Model{Name: "comment", Root: "/adapters/comment", Parent: "base"}
	for name, story := range map[string]struct {
		listed   []protocol.Model
		declared []string
		says     string
	}{
		"all":                    {[]protocol.Model{base, adapter}, []string{"comment", "base"}, ""},
		"any":                    {[]protocol.Model{}, nil, ""},
		"an alias of the base":   {[]protocol.Model{base, alias, adapter}, []string{"comment", "prompt"}, "it serves its base model under the name of prompt"},
		"the same, and one less": {[]protocol.Model{base, alias, adapter}, []string{"comment", "prompt", "x"}, "the engine does not list x; it serves its base model under the name of prompt"},
		"aliases alone":          {[]protocol.Model{base, alias}, []string{"prompt"}, ""},
		"the base itself":        {[]protocol.Model{base, adapter}, []string{"base", "comment"}, ""},
		"a list that tells less": {[]protocol.Model{{Name: "prompt"}, {Name: "comment"}}, []string{"comment", "prompt"}, ""},
	} {
		if got := compareModels(story.listed, story.declared).outcome; got.Message != story.says ||
			(got.Verdict == health.Pass) != (story.says == "") {
			t.Errorf("%s: it came to %+v", name, got)
		}
	}
}

// Where a config names no model, pulses and canaries ask for the first listed one.
func TestTheModelThatIsAsked(t *testing.T) {
	for _, story := range []struct {
		declared []string
		canary   string
		want     string // of pulse and canary
	}{{nil, "", "first first"}, {[]string{"second"}, "", "second second"}, {nil, "second", "first second"}} {
		inFakeTimeSub(t, story.want, func(t *testing.T) {
			s, f := only(t)
			f.set(func(b *behavior) { b.listed = []map[string]any{{"id": "first"}, {"id": "second"}} })
			config := configFor("vllm")
			config.Models = story.declared
			c := newCanary("jay")
			c.Model = story.canary
			config.Canaries = []Canary{c}
			s.ensure(config)
			s.untilHealthy()
			got := map[bool]string{}
			for _, r := range f.requests(openAIStream, time.Time{}) {
				got[r.prompt == pulsePrompt] = r.model
			}
			if words := strings.Join([]string{got[true], got[false]}, " "); words != story.want {
				t.Errorf("pulse and canary asked for %q", words)
			}
		})
	}
}
