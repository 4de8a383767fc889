// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/codegen-dev/codegen-operator/internal/page"
)

// output is how a table of requirements is shown.
type output struct {
	format, language string
}

var formats = []string{"table", "markdown", "json"}

func (o *output) addTo(c *cobra.Command) {
	c.Flags().StringVarP(&o.format, "output", "o", "table", "how to show it: table, markdown or json")
	c.Flags().StringVar(&o.language, "lang", "en", "language of the table: en or ko")
	cobra.CheckErr(c.RegisterFlagCompletionFunc("output", fixed(formats...)))
	cobra.CheckErr(c.RegisterFlagCompletionFunc("lang", fixed("en", "ko")))
}

func (o *output) check() error {
	if !slices.Contains(formats, o.format) {
		return misused(fmt.Errorf("--output %q is none of table, markdown and json", o.format))
	}
	if !slices.Contains(page.Languages, page.Language(o.language)) {
		return misused(fmt.Errorf("--lang %q is neither en nor ko", o.language))
	}
	return nil
}

// print shows reports, and is an error where something in them does not hold.
func (o *output) print(a *app, reports []page.Report) error {
	language := page.Language(o.language)
	if o.format == "json" {
		text, err := page.JSON(reports)
		if err != nil {
			return err
		}
		a.say("%s", text)
		return unless(page.AllHold(reports))
	}
	for i, r := range reports {
		if i > 0 {
			a.say("\n")
		}
		switch {
		case o.format == "markdown":
			a.say("%s", page.Markdown(r, language))
			continue
		case len(reports) > 1:
			a.say("%s\n", a.paint()(page.Heading, r.Namespace+"/"+r.Name))
		}
		a.say("%s", page.Table(r, language, a.paint()))
	}
	return unless(page.AllHold(reports))
}
