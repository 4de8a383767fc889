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

	"github.com/codegen-dev/codegen-operator/internal/decide"
)

var update = flag.Bool("update", false, "write the narrations of the stories anew")

var begin = time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)

// TestStories plays every script in testdata/stories and holds what was decided against the narration beside it.
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

// stage is where a story plays: what an operator would hold in memory, and the narration so far.
type stage struct {
	script    script
	streaks   map[kind]decide.Streak
	policy    decide.Policy
	memory    decide.Memory
	seen      decide.Observation
	said      decide.Decision
	clock     time.Time // what Next is told
	elapsed   time.Duration
	due       time.Duration // when time alone may change the decision; 0: never
	expired   bool          // the pin was told to have run out
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

// open sets the stage.
func open(s script) *stage {
	on := &stage{script: s, streaks: map[kind]decide.Streak{}, clock: begin}
	on.policy = decide.Policy{Cooldown: 30 * time.Second, MaxCooldown: 10 * time.Minute}
	for _, line := range s.intro {
		fmt.Fprintln(&on.narration, line)
	}
	if s.begin != "" {
		on.memory = decide.Memory{Active: decide.Engine(s.begin), Since: begin}
		for _, k := range s.kinds {
			on.streaks[k] = decide.Streak{Verdict: decide.Pass, Count: k.success, Health: decide.Healthy}
		}
	}
	on.seen = on.look()
	on.said = decide.Next(on.clock, on.policy, on.memory, on.seen)
	fmt.Fprintf(&on.narration, "t=0s\n    %s\n", describe(on.memory, on.said))
	return on
}

func (on *stage) advance(to time.Duration) {
	on.clock = on.clock.Add(to - on.elapsed)
	on.elapsed = to
}

var verdicts = map[string]decide.Verdict{"pass": decide.Pass, "fail": decide.Fail, "inconclusive": decide.Inconclusive}

// act does what a line says.
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
		return on.learn(words)
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

// learn takes an outcome: probe vllm fail Timeout no answer.
func (on *stage) learn(words []string) error {
	outcome := decide.Outcome{Verdict: verdicts[words[2]]}
	if len(words) > 3 {
		outcome.Reason, outcome.Message = words[3], strings.Join(words[4:], " ")
	}
	for _, k := range on.script.kinds {
		if k.name == words[0] && k.engine == words[1] {
			on.streaks[k] = on.streaks[k].Learn(outcome, decide.Thresholds{Failure: k.failure, Success: k.success})
			return nil
		}
	}
	return fmt.Errorf("no such check")
}

func (on *stage) look() decide.Observation {
	streaks := map[string][]decide.Streak{}
	for _, k := range on.script.kinds {
		streaks[k.engine] = append(streaks[k.engine], on.streaks[k])
	}
	seen := decide.Observation{VLLM: decide.Combine(streaks["vllm"]...), Legacy: decide.Combine(streaks["legacy"]...)}
	seen.VLLM.Doubt, seen.Legacy.Doubt = on.doubt("vllm", seen.VLLM), on.doubt("legacy", seen.Legacy)
	return seen
}

// doubt is what the sensor would say of a canary that failed.
func (on *stage) doubt(engine string, seen decide.EngineObservation) string {
	for _, k := range on.script.kinds {
		if streak := on.streaks[k]; k.name == "canary" && k.engine == engine && streak.Verdict == decide.Fail && seen.Health != decide.Unhealthy {
			return fmt.Sprintf("canary failed with %s", strings.TrimSpace(streak.Reason+" "+streak.Message))
		}
	}
	return ""
}
