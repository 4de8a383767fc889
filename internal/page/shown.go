// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package page

// Shown is a report in the words of a language, for whoever draws the table.
type Shown struct {
	// Head are the headings: requirement, target, measured, verdict.
	Head [4]string `json:"head"`
	// Rows are the requirements.
	Rows []ShownRow `json:"rows"`
	// Notes are said below the table, line by line; empty ones part them.
	Notes []string `json:"notes"`
	// Sum is the table in one sentence.
	Sum string `json:"sum"`
	// Holds tells whether everything that counts holds.
	Holds bool `json:"holds"`
}

// ShownRow is one requirement.
type ShownRow struct {
	// Title is what is required, of whom.
	Title string `json:"title"`
	// Target is what is wanted.
	Target string `json:"target"`
	// Measured is what was found.
	Measured string `json:"measured"`
	// Verdict in the words of the API.
	Verdict Verdict `json:"verdict"`
	// Word is the verdict in those of the language.
	Word string `json:"word"`
}

// In is a report in the words of a language.
func (r Report) In(l Language) Shown {
	w := l.words()
	s := Shown{
		Head: [4]string{w.requirement, w.target, w.measured, w.verdict}, Rows: []ShownRow{},
		Notes: append([]string{}, r.notes(w)...), Sum: w.summed(r.Requirements), Holds: r.Holds,
	}
	for _, q := range r.Requirements {
		s.Rows = append(s.Rows, ShownRow{Title: w.titled(q), Target: w.shown(q.Target), Measured: w.shown(q.Measured), Verdict: q.Verdict, Word: w.verdicts[q.Verdict]})
	}
	return s
}
