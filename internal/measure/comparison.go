// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package measure

import (
	"fmt"
	"math/big"
)

// comparison is one measured value and the bound of its target.
type comparison struct {
	target string
	want   Range
	// got is exact; nil: there was nothing to measure.
	got *big.Rat
	// digits after the decimal point, unless more are needed to tell got from a bound.
	digits int
}

func (c comparison) result() Result {
	result := Result{Target: c.target, Want: c.want.String(), Got: None, Verdict: Fail}
	if c.got == nil {
		result.Sentence = fmt.Sprintf("%s (target %s) could not be measured, because there was no chunk.", c.target, c.want)
		return result
	}
	digits := c.distinctDigits()
	result.Got = c.got.FloatString(digits)
	if c.want.holds(c.got) {
		result.Verdict = Pass
		return result
	}
	result.Sentence = c.missedBy(printed(c.got, digits), digits)
	return result
}

// distinctDigits is the least precision, starting from the usual one, at which the printed value is inside or outside the bounds
// like the exact one. The search ends, because the rounding error shrinks below the distance of the value from the bound.
func (c comparison) distinctDigits() int {
	digits := c.digits
	for c.want.holds(printed(c.got, digits)) != c.want.holds(c.got) {
		digits++
	}
	return digits
}

// missedBy computes with the printed value, so that a reader can check the sum.
func (c comparison) missedBy(got *big.Rat, digits int) string {
	if c.want.isBelow(got) {
		missing := new(big.Rat).Sub(limit(*c.want.Min), got)
		return fmt.Sprintf("%s was %s, %s less than the %d wanted.", c.target, got.FloatString(digits), missing.FloatString(digits), *c.want.Min)
	}
	excess := new(big.Rat).Sub(got, limit(*c.want.Max))
	return fmt.Sprintf("%s was %s, %s more than the %d allowed.", c.target, got.FloatString(digits), excess.FloatString(digits), *c.want.Max)
}

func (r Range) holds(v *big.Rat) bool { return !r.isBelow(v) && !r.isAbove(v) }

func (r Range) isBelow(v *big.Rat) bool { return r.Min != nil && v.Cmp(limit(*r.Min)) < 0 }

func (r Range) isAbove(v *big.Rat) bool { return r.Max != nil && v.Cmp(limit(*r.Max)) > 0 }

func limit(b int64) *big.Rat { return big.NewRat(b, 1) }

// printed is the value of a number as it is printed.
func printed(v *big.Rat, digits int) *big.Rat {
	seen, _ := new(big.Rat).SetString(v.FloatString(digits))
	return seen
}
