// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package measure

import (
	"fmt"
	"math/big"
)

// reading is one measured value beside the bound that it is held against.
type reading struct {
	target string
	want   Range
	// got is exact; nil: there is nothing to measure.
	got *big.Rat
	// digits after the decimal point, unless more are needed to tell got from a bound.
	digits int
}

func (r reading) result() Result {
	c := Result{Target: r.target, Want: r.want.String(), Got: None, Verdict: Fail}
	if r.got == nil {
		c.Sentence = fmt.Sprintf("%s (%s is wanted) could not be measured, as there was no chunk.", r.target, r.want)
		return c
	}
	digits := r.tellingDigits()
	c.Got = r.got.FloatString(digits)
	if r.want.holds(r.got) {
		c.Verdict = Pass
		return c
	}
	c.Sentence = r.shortfall(printed(r.got, digits), digits)
	return c
}

// tellingDigits is the least precision, from the usual one on, at which the printed value is inside or outside the bounds as
// the exact one is. Rounding errs by less and less, and a value outside is some way off the bound, so that the search ends.
func (r reading) tellingDigits() int {
	digits := r.digits
	for r.want.holds(printed(r.got, digits)) != r.want.holds(r.got) {
		digits++
	}
	return digits
}

// shortfall is counted from the printed value, so that a reader can check the sum.
func (r reading) shortfall(got *big.Rat, digits int) string {
	if r.want.isBelow(got) {
		missing := new(big.Rat).Sub(limit(*r.want.Min), got)
		return fmt.Sprintf("%s was %s, %s less than the %d wanted.", r.target, got.FloatString(digits), missing.FloatString(digits), *r.want.Min)
	}
	excess := new(big.Rat).Sub(got, limit(*r.want.Max))
	return fmt.Sprintf("%s was %s, %s more than the %d allowed.", r.target, got.FloatString(digits), excess.FloatString(digits), *r.want.Max)
}

func (r Range) holds(v *big.Rat) bool { return !r.isBelow(v) && !r.isAbove(v) }

func (r Range) isBelow(v *big.Rat) bool { return r.Min != nil && v.Cmp(limit(*r.Min)) < 0 }

func (r Range) isAbove(v *big.Rat) bool { return r.Max != nil && v.Cmp(limit(*r.Max)) > 0 }

func limit(b int64) *big.Rat { return big.NewRat(b, 1) }

// printed is the value that a reader of the printed number sees.
func printed(v *big.Rat, digits int) *big.Rat {
	seen, _ := new(big.Rat).SetString(v.FloatString(digits))
	return seen
}
