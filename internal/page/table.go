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
	// Warnings are what nobody declared, and is worth knowing.
	Warnings []Warning `json:"warnings,omitempty"`
}

// NewReport is the table of a backend, as its status is.
func NewReport(b *v1alpha1.CodeGenBackend, from From) Report {
	rows := Requirements(b, from)
	return Report{Namespace: b.Namespace, Name: b.Name, Holds: Holds(rows), Requirements: rows, Warnings: Warnings(b, from)}
}

// Table is a report for a terminal.
func Table(r Report, l Language, paint Paint) string {
	shown := r.In(l)
	var out strings.Builder
	rows := grid{headed(shown.Head[:]...)}
	for _, q := range shown.Rows {
		row := plain(q.Title, q.Target, q.Measured, "")
		row[3] = cell{q.Word, toneOf(q.Verdict)}
		rows = append(rows, row)
	}
	rows.write(&out, "", paint)
	for _, note := range shown.Notes {
		out.WriteString(note + "\n")
	}
	tone := Good
	if !r.Holds {
		tone = Bad
	}
	out.WriteString("\n" + paint(tone, shown.Sum) + "\n")
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

// notes are what is said below a table, line by line.
func (r Report) notes(w *words) []string {
	var notes []string
	for _, q := range r.Requirements {
		if q.Message != "" {
			notes = append(notes, fmt.Sprintf("- %s: %s", w.titled(q), q.Message))
		}
	}
	if len(notes) > 0 {
		notes = append([]string{"", w.fellShort}, notes...)
	}
	if slices.ContainsFunc(r.Requirements, func(q Requirement) bool { return q.Verdict == Skipped }) {
		notes = append(notes, "", w.skipped)
	}
	for _, warning := range r.Warnings {
		notes = append(notes, "", fmt.Sprintf(w.warnings[warning.Reason], warning.Engine))
	}
	return notes
}

// Markdown is a report for a comment on a pull request.
func Markdown(r Report, l Language) string {
	shown := r.In(l)
	var out strings.Builder
	fmt.Fprintf(&out, "### %s/%s\n\n| %s |\n|---|---|---|---|\n", r.Namespace, r.Name, strings.Join(shown.Head[:], " | "))
	for _, q := range shown.Rows {
		fmt.Fprintf(&out, "| %s | %s | %s | %s |\n", escaped(q.Title), escaped(q.Target), escaped(q.Measured), q.Word)
	}
	for _, note := range shown.Notes {
		list := strings.HasPrefix(note, "- ")
		out.WriteString(strings.Repeat("- ", map[bool]int{true: 1}[list]) + escaped(strings.TrimPrefix(note, "- ")) + "\n")
		if note == l.words().fellShort {
			out.WriteString("\n")
		}
	}
	fmt.Fprintf(&out, "\n**%s**\n", shown.Sum)
	return out.String()
}

// escaped is a text that Markdown shows as it is.
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

// JSON is all reports, for programs. It speaks the words of the API, whatever the language.
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

// AllHold tells whether everything that counts holds, in every report.
func AllHold(reports []Report) bool {
	return !slices.ContainsFunc(reports, func(r Report) bool { return !r.Holds })
}
