// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package measure_test

import (
	"strings"
	"testing"

	"github.com/codegen-dev/codegen-operator/internal/measure"
)

const nonce = "bakomi"

func TestCheck(t *testing.T) {
	var (
		jay      = measure.Expectation{Contains: `print("Jay-{{nonce}}")`}
		jayAlone = measure.Expectation{Equals: `print("Jay-{{nonce}}")`}
		jayRE2   = measure.Expectation{Matches: `^print\(["']Jay-{{nonce}}["']\)$`}
	)
	for _, tt := range []struct {
		name  string
		e     measure.Expectation
		text  string
		nonce string
		want  measure.Output
	}{
		{"nothing expected", measure.Expectation{}, "anything", nonce, measure.NotChecked},

		{"contains", jay, "Sure:\nprint(\"Jay-bakomi\")  # done", nonce, measure.Matched},
		{"contains, in a fence", jay, "```python\nprint(\"Jay-bakomi\")\n```", nonce, measure.Matched},
		{"contains looks at the text as it is", measure.Expectation{Contains: "a b"}, "a  b", nonce, measure.Wrong},
		{"contains across CRLF", measure.Expectation{Contains: "a\nb"}, "x a\r\nb", nonce, measure.Matched},
		{"CRLF in the expectation", measure.Expectation{Contains: "a\r\nb"}, "x a\nb", nonce, measure.Matched},
		{"contains, wrong", jay, `print("Hello")`, nonce, measure.Wrong},
		{"contains, empty text", jay, "", nonce, measure.Wrong},
		{"the first that is set counts", measure.Expectation{Contains: "a", Equals: "b"}, "a", nonce, measure.Matched},

		{"equals", jayAlone, `print("Jay-bakomi")`, nonce, measure.Matched},
		{"equals, white space around", jayAlone, "\n  print(\"Jay-bakomi\") \n\n", nonce, measure.Matched},
		{"equals, in a fence", jayAlone, "```python\nprint(\"Jay-bakomi\")\n```\n", nonce, measure.Matched},
		{"equals, in a fence with CRLF", jayAlone, "```python\r\nprint(\"Jay-bakomi\")\r\n```\r\n", nonce, measure.Matched},
		{"equals, in a fence without language", jayAlone, "```\n\nprint(\"Jay-bakomi\")\n\n```", nonce, measure.Matched},
		{"equals, white space and fence around the expectation", measure.Expectation{Equals: "```\nx = 1\n```\n"}, "x = 1", nonce, measure.Matched},
		{"equals, more than that", jayAlone, "print(\"Jay-bakomi\")\nprint(1)", nonce, measure.Wrong},
		{"equals, two fences are not one", measure.Expectation{Equals: "a"}, "```\na\n```\nor\n```\nb\n```", nonce, measure.Wrong},
		{"equals, a fence that does not close", measure.Expectation{Equals: "a"}, "```\na", nonce, measure.Wrong},
		{"equals, a code span on one line", measure.Expectation{Equals: "a"}, "```a```", nonce, measure.Wrong},
		{"equals, no language has a backtick", measure.Expectation{Equals: "x"}, "```a`b\nx\n```", nonce, measure.Wrong},
		{"equals, a fence is all there is", measure.Expectation{Equals: "a"}, "```", nonce, measure.Wrong},
		{"equals, an empty fence", measure.Expectation{Equals: "a"}, "```\n```", nonce, measure.Wrong},
		{"equals, nothing but the nonce", measure.Expectation{Equals: "{{nonce}}"}, " bakomi\n", nonce, measure.Matched},

		{"matches", jayRE2, "```py\nprint('Jay-bakomi')\n```", nonce, measure.Matched},
		{"matches somewhere", measure.Expectation{Matches: `J.y-{{nonce}}`}, "so: Jay-bakomi!", nonce, measure.Matched},
		{"matches takes the nonce literally", measure.Expectation{Matches: `^{{nonce}}$`}, "axb", "a.b", measure.Wrong},
		{"matches, a literal dot", measure.Expectation{Matches: `^{{nonce}}$`}, "a.b", "a.b", measure.Matched},
		{"no regular expression", measure.Expectation{Matches: `(`}, "(", nonce, measure.Wrong},
		{"no regular expression, with a nonce", measure.Expectation{Matches: `({{nonce}}`}, "(", nonce, measure.Wrong},

		{"cached: another nonce", jay, `print("Jay-sotelu")`, nonce, measure.Fabricated},
		{"hard-coded: no nonce", jay, `print("Jay-")`, nonce, measure.Fabricated},
		{"hard-coded: no separator either", jay, `print("Jay")`, nonce, measure.Fabricated},
		{"the placeholder itself", jay, `print("Jay-{{nonce}}")`, nonce, measure.Fabricated},
		{"this run's nonce in another place", jay, "# bakomi\nprint(\"Jay-sotelu\")", nonce, measure.Wrong},
		{"this run's nonce in capitals", jay, `print("Jay-Bakomi")`, nonce, measure.Wrong},
		{"more than a word in the place of the nonce", jay, `print("Jay-one two")`, nonce, measure.Wrong},
		{"equals, cached", jayAlone, "```\nprint(\"Jay-sotelu\")\n```", nonce, measure.Fabricated},
		{"equals, hard-coded", jayAlone, `print("Jay")`, nonce, measure.Fabricated},
		{"equals, cached with more around", jayAlone, "print(\"Jay-sotelu\")\nprint(1)", nonce, measure.Wrong},
		{"matches, cached", jayRE2, `print('Jay-sotelu')`, nonce, measure.Fabricated},
		{"matches, hard-coded", jayRE2, `print('Jay')`, nonce, measure.Fabricated},
		{"matches, an escaped separator", measure.Expectation{Matches: `Jay\-{{nonce}}!`}, "Jay!", nonce, measure.Fabricated},
		{"matches, a separator that is syntax", measure.Expectation{Matches: `Jay-(?:{{nonce}})!`}, "Jay-sotelu!", nonce, measure.Fabricated},
		{"separator behind the nonce", measure.Expectation{Contains: `"{{nonce}}: Jay"`}, `"Jay"`, nonce, measure.Fabricated},
		{"separators on both sides", measure.Expectation{Contains: `"Hi {{nonce}}_Jay"`}, `"HiJay"`, nonce, measure.Fabricated},
		{"two nonces, one forgotten", measure.Expectation{Contains: `a-{{nonce}} b-{{nonce}}.`}, "a-sotelu b-.", nonce, measure.Fabricated},
		{"two nonces, one right", measure.Expectation{Contains: `a-{{nonce}} b-{{nonce}}.`}, "a-bakomi b-.", nonce, measure.Wrong},
		{"no nonce in the expectation", measure.Expectation{Contains: "Jay"}, "Joe", nonce, measure.Wrong},
		{"nothing fixed to recognize", measure.Expectation{Contains: "{{nonce}}"}, "sotelu", nonce, measure.Wrong},
		{"nothing fixed in an expression", measure.Expectation{Matches: "(?s)^.*{{nonce}}.*$"}, "sotelu", nonce, measure.Wrong},
		{"a run without a nonce", jay, `print("Jay-sotelu")`, "", measure.Wrong},
		{"a run without a nonce, matched", jay, `print("Jay-")`, "", measure.Matched},
		{"invalid UTF-8", jay, "\xff\xfe\x00print(\"Jay-\xff\")", nonce, measure.Fabricated},
		{"invalid UTF-8 in the expectation", measure.Expectation{Contains: "\xff{{nonce}}"}, "\xff", nonce, measure.Wrong},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.e.Check(tt.text, tt.nonce); got != tt.want {
				t.Errorf("%+v.Check(%q, %q) = %s, want %s", tt.e, tt.text, tt.nonce, got, tt.want)
			}
		})
	}
}

func FuzzCheck(f *testing.F) {
	f.Add(`print("Jay-{{nonce}}")`, `print("Jay-bakomi")`, nonce)
	f.Add("(?:{{nonce}})-*", "```\n\xff\r\n```", "")
	f.Add("[a-{{nonce}}]{{nonce}}", "```", "{{nonce}}")
	f.Add("\\{{nonce}} - {{nonce}}", strings.Repeat("-_ :", 9), "\xff")
	f.Fuzz(func(t *testing.T, template, text, nonce string) {
		for _, e := range []measure.Expectation{{Contains: template}, {Equals: template}, {Matches: template}} {
			output := e.Check(text, nonce)
			switch {
			case template == "":
				mustBe(t, output, measure.NotChecked)
			case !strings.Contains(template, measure.Placeholder):
				mustBe(t, output, measure.Matched, measure.Wrong)
			default:
				mustBe(t, output, measure.Matched, measure.Wrong, measure.Fabricated)
			}
		}
	})
}

func mustBe(t *testing.T, got measure.Output, allowed ...measure.Output) {
	t.Helper()
	for _, want := range allowed {
		if got == want {
			return
		}
	}
	t.Errorf("Check = %s, want one of %v", got, allowed)
}
