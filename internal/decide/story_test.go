// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package decide_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/health"
)

var update = flag.Bool("update", false, "rewrite the narrations of the stories")

var begin = time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)

// TestStories plays every script in testdata/stories and compares the decisions with the narration beside it.
func TestStories(t *testing.T) {
	scripts, err := filepath.Glob("testdata/stories/*.txt")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("no stories: %v", err)
	}
	for _, path := range scripts {
		name := strings.TrimSuffix(path, ".txt")
		t.Run(filepath.Base(name), func(t *testing.T) {
			golden(t, name+".golden", narrate(t, path))
		})
	}
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got; -update rewrites it):\n%s", path, diff)
	}
}

func narrate(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s, err := parse(string(text))
	if err != nil {
		t.Fatal(err)
	}
	return play(t, s)
}

// stage is the state of a story: what an operator would hold in memory, and the narration so far.
type stage struct {
	script    script
	streaks   map[kind]health.Streak
	policy    decide.Policy
	memory    decide.Memory
	observed  decide.Observation
	last      decide.Decision
	clock     time.Time // the time that Next gets
	elapsed   time.Duration
	due       time.Duration // when time alone may change the decision; 0: never
	expired   bool          // the narration says that the pin has run out
	narration strings.Builder
}

func play(t *testing.T, s script) string {
	t.Helper()
	on := open(s)
	for _, next := range s.steps {
		for on.due != 0 && on.due < next.at {
			on.advance(on.due)
			on.decide("(time passes)", false)
		}
		on.advance(next.at)
		if err := on.act(next.words); err != nil {
			t.Fatalf("t=%v %v: %v", next.at, next.words, err)
		}
		on.decide(strings.Join(next.words, " "), !slices.Contains(next.words, "pass"))
	}
	return on.narration.String()
}

// open prepares the stage.
func open(s script) *stage {
	on := &stage{script: s, streaks: map[kind]health.Streak{}, clock: begin}
	on.policy = decide.Policy{Cooldown: 30 * time.Second, MaxCooldown: 10 * time.Minute}
	for _, line := range s.intro {
		fmt.Fprintln(&on.narration, line)
	}
	if s.begin != "" {
		on.memory = decide.Memory{Active: decide.Engine(s.begin), Since: begin}
		for _, k := range s.kinds {
			on.streaks[k] = health.Streak{Verdict: health.Pass, Count: k.success, Health: health.Healthy}
		}
	}
	on.observed = on.observe()
	on.last = decide.Next(on.clock, on.policy, on.memory, on.observed)
	fmt.Fprintf(&on.narration, "t=0s\n    %s\n", describe(on.memory, on.last))
	return on
}

func (on *stage) advance(to time.Duration) {
	on.clock = on.clock.Add(to - on.elapsed)
	on.elapsed = to
}

var verdicts = map[string]health.Verdict{"pass": health.Pass, "fail": health.Fail, "inconclusive": health.Inconclusive}

// act applies one line of the script.
func (on *stage) act(words []string) (err error) {
	switch words[0] {
	case "end":
	case "restart":
		clear(on.streaks)
	case "unpin":
		on.policy.Pin = nil
	case "mode":
		on.policy.Mode = decide.Mode(words[1])
	case "cooldown":
		least, most, _ := strings.Cut(words[1], "..")
		if on.policy.Cooldown, err = time.ParseDuration(least); err == nil {
			on.policy.MaxCooldown, err = time.ParseDuration(most)
		}
	case "failback":
		on.policy.Failback, err = failback(words[1:])
	case "clock":
		var by time.Duration
		by, err = time.ParseDuration(words[1])
		on.clock = on.clock.Add(by)
	case "pin":
		var lasting time.Duration
		lasting, err = time.ParseDuration(words[2])
		on.policy.Pin = &decide.Pin{Engine: decide.Engine(words[1]), Until: on.clock.Add(lasting), Reason: strings.Join(words[3:], " ")}
	default:
		return on.record(words)
	}
	return err
}

// failback reads "10,50,100 every 1m", or "none".
func failback(words []string) (f decide.Failback, err error) {
	if words[0] == "none" {
		return f, nil
	}
	for _, share := range strings.Split(words[0], ",") {
		step, err := strconv.Atoi(share)
		if err != nil {
			return f, err
		}
		f.Steps = append(f.Steps, step)
	}
	f.StepTime, err = time.ParseDuration(words[2])
	return f, err
}

// record takes an outcome: probe vllm fail Timeout no answer.
func (on *stage) record(words []string) error {
	outcome := health.Outcome{Verdict: verdicts[words[2]]}
	if len(words) > 3 {
		outcome.Reason, outcome.Message = reason.Reason(words[3]), strings.Join(words[4:], " ")
	}
	for _, k := range on.script.kinds {
		if k.name == words[0] && k.engine == words[1] {
			on.streaks[k] = on.streaks[k].Record(outcome, health.Thresholds{Failure: k.failure, Success: k.success})
			return nil
		}
	}
	return fmt.Errorf("no such check")
}

func (on *stage) observe() decide.Observation {
	streaks := map[string][]health.Streak{}
	for _, k := range on.script.kinds {
		streaks[k.engine] = append(streaks[k.engine], on.streaks[k])
	}
	observed := decide.Observation{VLLM: health.Combine(streaks["vllm"]...), Legacy: health.Combine(streaks["legacy"]...)}
	observed.VLLM.FailingCanary = on.failingCanary("vllm", observed.VLLM)
	observed.Legacy.FailingCanary = on.failingCanary("legacy", observed.Legacy)
	return observed
}

// failingCanary is what the prober would report of a canary that failed.
func (on *stage) failingCanary(engine string, observed health.EngineObservation) string {
	for _, k := range on.script.kinds {
		streak := on.streaks[k]
		if k.name == "canary" && k.engine == engine && streak.Verdict == health.Fail && observed.Health != health.Unhealthy {
			return fmt.Sprintf("canary failed with %s", strings.TrimSpace(string(streak.Reason)+" "+streak.Message))
		}
	}
	return ""
}
