// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package status

import (
	"fmt"
	"slices"
	"strings"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// conclusive returns the canaries of the active engine that have measured something: a run that was postponed leaves the numbers of the
// one before it.
func (v view) conclusive() []v1alpha1.CanaryStatus {
	return slices.DeleteFunc(activeRuns(v.status), func(c v1alpha1.CanaryStatus) bool {
		return c.OutputMatched == ""
	})
}

// streamingOnTarget is True while the latest canaries of the active engine meet every target.
func streamingOnTarget(v view) verdict {
	judged := slices.DeleteFunc(v.conclusive(), func(c v1alpha1.CanaryStatus) bool { return !held(v.spec, c.Name) })
	if len(judged) == 0 {
		return v.unmeasured(v1alpha1.ConditionStreamingOnTarget, "no canary of %s with a target has run yet, or none is declared")
	}
	for _, c := range judged {
		if broke(c) {
			return no(v1alpha1.ReasonStreamFailed, fmt.Sprintf("canary %s%s: %s", c.Name, onWay(c), c.Message))
		}
		if short := shortfall(c); short != "" {
			return no(v1alpha1.ReasonOffTarget, fmt.Sprintf("canary %s%s: %s", c.Name, onWay(c), short))
		}
	}
	return yes(v1alpha1.ReasonOnTarget, "every target is met")
}

// broke reports whether a run failed before it could be measured.
func broke(c v1alpha1.CanaryStatus) bool {
	return c.Verdict == v1alpha1.VerdictFail && len(c.Results) == 0 &&
		c.OutputMatched != v1alpha1.OutputWrong && c.OutputMatched != v1alpha1.OutputFabricated
}

// shortfall returns the targets that are missed, and by how much; empty: none. If the output was wrong as well, the message of the run is
// about that, and the results are listed instead.
func shortfall(c v1alpha1.CanaryStatus) string {
	var short []string
	for _, result := range c.Results {
		if result.Verdict == v1alpha1.VerdictFail {
			short = append(short, fmt.Sprintf("%s is %s, wanted %s", result.Target, result.Got, result.Want))
		}
	}
	if len(short) > 0 && c.Reason == v1alpha1.ReasonOffTarget && c.Message != "" {
		return c.Message
	}
	return strings.Join(short, "; ")
}

// onWay names the path if it is not the engine's own, and the culprit if it is known.
func onWay(c v1alpha1.CanaryStatus) string {
	switch {
	case c.Through == v1alpha1.ThroughRoute && c.Culprit != "":
		return fmt.Sprintf(" through the route (culprit: %s)", c.Culprit)
	case c.Through == v1alpha1.ThroughRoute:
		return " through the route"
	default:
		return ""
	}
}

// outputCorrect is True while the latest canaries of the active engine meet every expectation.
func outputCorrect(v view) verdict {
	runs := v.conclusive()
	for _, c := range runs {
		switch c.OutputMatched {
		case v1alpha1.OutputFabricated:
			return no(v1alpha1.ReasonOutputFabricated, fmt.Sprintf("canary %s: %s", c.Name, c.Message))
		case v1alpha1.OutputWrong:
			return no(v1alpha1.ReasonOutputWrong, fmt.Sprintf("canary %s: %s", c.Name, c.Message))
		}
	}
	if worstOutput(runs) != v1alpha1.OutputMatched {
		return v.unmeasured(v1alpha1.ConditionOutputCorrect, "no canary of %s that expects an answer has run yet, or none is declared")
	}
	return yes(v1alpha1.ReasonOutputMatched, "every answer is as expected")
}

// unmeasured keeps what the condition said while a run is due on the same engine; on another engine it is Unknown.
func (v view) unmeasured(condition, why string) verdict {
	says := unknown(v1alpha1.ReasonNotMeasured, fmt.Sprintf(why, orNone(v.status.Active)))
	if v.Moved() || len(activeRuns(v.status)) == 0 {
		return says
	}
	return v.standing(condition, says)
}

func orNone(e v1alpha1.EngineName) string {
	if e == "" {
		return "an engine"
	}
	return string(e)
}
