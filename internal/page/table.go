// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package page

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// Report is the table of one backend.
type Report struct {
	Namespace    string        `json:"namespace"`
	Name         string        `json:"name"`
	Holds        bool          `json:"holds"`
	Requirements []Requirement `json:"requirements"`
	// Warnings are findings beside the declared requirements.
	Warnings []Warning `json:"warnings,omitempty"`
}

// NewReport returns the table of a backend from its status.
func NewReport(b *v1alpha1.CodeGenBackend, source Source) Report {
	rows := Requirements(b, source)
	return Report{Namespace: b.Namespace, Name: b.Name, Holds: Holds(rows), Requirements: rows, Warnings: Warnings(b, source)}
}

// Table renders a report for a terminal.
func Table(r Report, l Language, paint Paint) string {
	localized := r.Localize(l)
	var out strings.Builder
	rows := grid{headings(localized.Head[:]...)}
	for _, q := range localized.Rows {
		row := plain(q.Title, q.Target, q.Measured, "")
		row[3] = cell{q.VerdictText, toneOf(q.Verdict)}
		rows = append(rows, row)
	}
	rows.write(&out, "", paint)
	for _, note := range localized.Notes {
		out.WriteString(note + "\n")
	}
	tone := Good
	if !r.Holds {
		tone = Bad
	}
	out.WriteString("\n" + paint(tone, localized.Summary) + "\n")
	return out.String()
}

func toneOf(v Verdict) Tone {
	switch v {
	case Pass:
		return Good
	case Fail:
		return Bad
	case Skipped:
		return Plain
	default:
		return Doubtful
	}
}

// notes returns the lines below a table.
func (r Report) notes(w *catalog) []string {
	var notes []string
	for _, q := range r.Requirements {
		if q.Message != "" {
			notes = append(notes, fmt.Sprintf("- %s: %s", w.title(q), q.Message))
		}
	}
	if len(notes) > 0 {
		notes = append([]string{"", w.notMet}, notes...)
	}
	if slices.ContainsFunc(r.Requirements, func(q Requirement) bool { return q.Verdict == Skipped }) {
		notes = append(notes, "", w.skipped)
	}
	for _, warning := range r.Warnings {
		notes = append(notes, "", fmt.Sprintf(w.warnings[warning.Reason], warning.Engine))
	}
	return notes
}

// Markdown renders a report for a comment on a pull request.
func Markdown(r Report, l Language) string {
	localized := r.Localize(l)
	var out strings.Builder
	fmt.Fprintf(&out, "### %s/%s\n\n| %s |\n|---|---|---|---|\n", r.Namespace, r.Name, strings.Join(localized.Head[:], " | "))
	for _, q := range localized.Rows {
		fmt.Fprintf(&out, "| %s | %s | %s | %s |\n", escaped(q.Title), escaped(q.Target), escaped(q.Measured), q.VerdictText)
	}
	for _, note := range localized.Notes {
		list := strings.HasPrefix(note, "- ")
		out.WriteString(strings.Repeat("- ", map[bool]int{true: 1}[list]) + escaped(strings.TrimPrefix(note, "- ")) + "\n")
		if note == l.catalog().notMet {
			out.WriteString("\n")
		}
	}
	fmt.Fprintf(&out, "\n**%s**\n", localized.Summary)
	return out.String()
}

// escaped escapes a text for Markdown.
func escaped(text string) string {
	var out strings.Builder
	for _, r := range text {
		if strings.ContainsRune("\\|`*_<>[]#~", r) {
			out.WriteByte('\\')
		}
		out.WriteRune(r)
	}
	return out.String()
}

// JSON renders all reports for programs, with the names of the API.
func JSON(reports []Report) (string, error) {
	all := struct {
		Holds    bool     `json:"holds"`
		Backends []Report `json:"backends"`
	}{Holds: AllHold(reports), Backends: reports}
	text, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		return "", fmt.Errorf("writing the report: %w", err)
	}
	return string(text) + "\n", nil
}

// AllHold reports whether every requirement that counts holds, in every report.
func AllHold(reports []Report) bool {
	return !slices.ContainsFunc(reports, func(r Report) bool { return !r.Holds })
}
