// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package page

// Localized is a report in one language, ready to be drawn as a table.
type Localized struct {
	// Head are the headings: requirement, target, measured, verdict.
	Head [4]string `json:"head"`
	// Rows are the requirements.
	Rows []LocalizedRow `json:"rows"`
	// Notes are the lines below the table; an empty one separates paragraphs.
	Notes []string `json:"notes"`
	// Summary is the table in one sentence.
	Summary string `json:"summary"`
	// Holds reports whether every requirement that counts holds.
	Holds bool `json:"holds"`
}

// LocalizedRow is one requirement.
type LocalizedRow struct {
	// Title says what is required of which engine, canary or route.
	Title string `json:"title"`
	// Target is what is declared.
	Target string `json:"target"`
	// Measured is what was measured.
	Measured string `json:"measured"`
	// Verdict as in the API.
	Verdict Verdict `json:"verdict"`
	// VerdictText is the verdict in that language.
	VerdictText string `json:"verdictText"`
}

// Localize returns a report in one language.
func (r Report) Localize(l Language) Localized {
	w := l.catalog()
	s := Localized{
		Head: [4]string{w.requirement, w.target, w.measured, w.verdict}, Rows: []LocalizedRow{},
		Notes: append([]string{}, r.notes(w)...), Summary: w.summary(r.Requirements), Holds: r.Holds,
	}
	for _, q := range r.Requirements {
		s.Rows = append(
			s.Rows,
			LocalizedRow{
				Title:       w.title(q),
				Target:      w.value(q.Target),
				Measured:    w.value(q.Measured),
				Verdict:     q.Verdict,
				VerdictText: w.verdicts[q.Verdict],
			},
		)
	}
	return s
}
