// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package prometheus

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/parser"
)

// query is one that is held against what is exposed. What is wrong with it is gathered.
type query struct {
	known    map[string]metric
	reasons  []string // that conditions and flips can have
	problems []string
}

func (q *query) complain(format string, args ...any) {
	q.problems = append(q.problems, fmt.Sprintf(format, args...))
}

// grafana stands for what Grafana puts in the place of its variables, where a duration has to stand.
var grafana = strings.NewReplacer("$__rate_interval", "5m", "$__interval", "1m", "$__range", "1h")

// read parses a query and looks at all of it. It returns the labels that its result has.
func (q *query) read(text string) []string {
	expression, err := parser.NewParser(parser.Options{}).ParseExpr(grafana.Replace(text))
	if err != nil {
		q.complain("it is no PromQL: %v", err)
		return nil
	}
	return q.of(expression)
}

// of are the labels that a part of a query results in.
func (q *query) of(e parser.Expr) []string {
	switch e := e.(type) {
	case *parser.VectorSelector:
		return q.selected(e)
	case *parser.MatrixSelector:
		return q.of(e.VectorSelector)
	case *parser.SubqueryExpr:
		return q.of(e.Expr)
	case *parser.ParenExpr:
		return q.of(e.Expr)
	case *parser.UnaryExpr:
		return q.of(e.Expr)
	case *parser.StepInvariantExpr:
		return q.of(e.Expr)
	case *parser.AggregateExpr:
		return q.aggregated(e)
	case *parser.BinaryExpr:
		return q.combined(e)
	case *parser.Call:
		return q.called(e)
	case *parser.NumberLiteral, *parser.StringLiteral:
		return nil
	default:
		q.complain("it has a part that nobody looks at: %s", e)
		return nil
	}
}

// selected looks at a selector: whether there is such a metric, and whether it has the labels, and these the values.
func (q *query) selected(s *parser.VectorSelector) []string {
	m, there := q.known[s.Name]
	if !there {
		q.complain("nothing exposes %s", s.Name)
		return nil
	}
	var names []string
	for name := range m.labels {
		names = append(names, name)
	}
	for _, matcher := range s.LabelMatchers {
		if matcher.Name != labels.MetricName {
			q.matched(s.Name, m, matcher)
		}
	}
	return names
}

// words are what a regular expression that lists words can match.
var words = regexp.MustCompile(`^[A-Za-z-]+(\|[A-Za-z-]+)*$`)

// matched looks at one matcher. Variables of Grafana stand for whatever there is.
func (q *query) matched(name string, m metric, matcher *labels.Matcher) {
	values, there := m.labels[matcher.Name]
	switch {
	case !there:
		q.complain("%s has no label %s", name, matcher.Name)
		return
	case strings.Contains(matcher.Value, "$"), matcher.Value == "":
		return
	case matcher.Name == "reason":
		values = q.reasons
	case values == nil:
		return
	}
	wanted := []string{matcher.Value}
	if matcher.Type == labels.MatchRegexp || matcher.Type == labels.MatchNotRegexp {
		wanted = q.alternatives(matcher.Value, values)
	}
	for _, want := range wanted {
		if !slices.Contains(values, want) {
			q.complain("%s never has %s=%q, but one of %v", name, matcher.Name, want, values)
		}
	}
}

// alternatives are the words of a regular expression; of one that is no list of words, what it matches.
func (q *query) alternatives(expression string, values []string) []string {
	if words.MatchString(expression) {
		return strings.Split(expression, "|")
	}
	matches := regexp.MustCompile("^(?:" + expression + ")$")
	for _, value := range values {
		if matches.MatchString(value) {
			return []string{value}
		}
	}
	return []string{expression}
}

func (q *query) aggregated(a *parser.AggregateExpr) []string {
	inner := q.of(a.Expr)
	if a.Without {
		q.needs(inner, a.Grouping, "it aggregates without")
		return slices.DeleteFunc(slices.Clone(inner), func(l string) bool { return slices.Contains(a.Grouping, l) })
	}
	q.needs(inner, a.Grouping, "it aggregates by")
	return a.Grouping
}

// combined looks at both sides. Sides that are matched by labels must have them.
func (q *query) combined(b *parser.BinaryExpr) []string {
	left, right := q.of(b.LHS), q.of(b.RHS)
	m := b.VectorMatching
	switch {
	case m == nil && b.LHS.Type() == parser.ValueTypeScalar:
		return right
	case m == nil:
		return left
	}
	if m.On {
		q.needs(left, m.MatchingLabels, "it matches, on its left side, on")
		q.needs(right, m.MatchingLabels, "it matches, on its right side, on")
	}
	many := left
	if m.Card == parser.CardOneToMany {
		many = right
	}
	switch {
	case m.Card == parser.CardOneToOne && m.On:
		return m.MatchingLabels
	case b.Op == parser.LOR:
		return q.either(left, right)
	}
	return append(slices.Clone(many), m.Include...)
}

// either is what both sides of "or" have. A side without labels is a default, which a legend need not tell.
func (q *query) either(left, right []string) []string {
	if len(right) == 0 {
		return left
	}
	return slices.DeleteFunc(slices.Clone(left), func(l string) bool { return !slices.Contains(right, l) })
}

// counted are functions that make sense of counters alone.
var counted = []string{"rate", "increase", "irate"}

func (q *query) called(c *parser.Call) []string {
	var inner []string
	for _, arg := range c.Args {
		if found := q.of(arg); found != nil {
			inner = found
		}
	}
	switch {
	case slices.Contains(counted, c.Func.Name):
		if s, ok := c.Args[0].(*parser.MatrixSelector); ok {
			q.counts(s.VectorSelector.(*parser.VectorSelector).Name, c.Func.Name)
		}
	case c.Func.Name == "histogram_quantile":
		q.needs(inner, []string{"le"}, "histogram_quantile is given what lacks")
		return slices.DeleteFunc(slices.Clone(inner), func(l string) bool { return l == "le" })
	case c.Func.Name == "vector", c.Func.Name == "scalar", c.Func.Name == "time":
		return nil
	case c.Func.Name == "absent":
		return equals(c.Args[0])
	}
	return inner
}

// counts wants a counter.
func (q *query) counts(name, function string) {
	if m, there := q.known[name]; there && m.kind != "counter" {
		q.complain("%s of %s, which is a %s", function, name, m.kind)
	}
}

// equals are the labels that absent gives to what is not there.
func equals(e parser.Expr) []string {
	var names []string
	if s, ok := e.(*parser.VectorSelector); ok {
		for _, m := range s.LabelMatchers {
			if m.Type == labels.MatchEqual && m.Name != labels.MetricName {
				names = append(names, m.Name)
			}
		}
	}
	return names
}

func (q *query) needs(there, wanted []string, what string) {
	for _, label := range wanted {
		if !slices.Contains(there, label) {
			q.complain("%s %s, which is not there any more: %v", what, label, there)
		}
	}
}
