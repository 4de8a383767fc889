// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"regexp"
	"strconv"
	"testing"
	"time"
)

var (
	stampsForm  = regexp.MustCompile(`"sent_unix_nano":(\d+)`)
	createdForm = regexp.MustCompile(`"created":(\d+)`)
)

// jumpsInTime expects stamps that go an hour back and forth, and a stream that takes no longer for it.
func jumpsInTime(t *testing.T, e *Engine) {
	e.SetScript(quick.with(func(s *Script) { s.Misbehave, s.StampSends = ClockStep, true }))
	began := time.Now()
	a := ask(t, e, question{prompt: printJay})
	if took := time.Since(began); took > late || len(a.texts()) != quick.Tokens || a.err != nil {
		t.Errorf("%d texts in %v, %v", len(a.texts()), took, a.err)
	}
	jumps(t, a.raw, stampsForm, time.Nanosecond)
	if e.Protocol() == OpenAI {
		jumps(t, a.raw, createdForm, time.Second)
	}
	for _, sent := range e.Streams()[0].Sent {
		if sent.Before(began) || sent.Sub(began) > late {
			t.Errorf("its own record jumps as well: %v after the start", sent.Sub(began))
		}
	}
}

// jumps wants two hours between the earliest and the latest time that a form finds, and neither at an end.
func jumps(t *testing.T, raw string, form *regexp.Regexp, unit time.Duration) {
	t.Helper()
	var times []time.Duration
	for _, found := range form.FindAllStringSubmatch(raw, -1) {
		n, err := strconv.ParseInt(found[1], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		times = append(times, time.Duration(n)*unit)
	}
	back, forth := false, false
	for i := range times[:max(len(times)-1, 0)] {
		step := times[i+1] - times[i]
		back, forth = back || step < -30*time.Minute, forth || step > 30*time.Minute
	}
	if !back || !forth {
		t.Errorf("the times %v do not go back and forth", times)
	}
}
