// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/codegen-dev/codegen-operator/internal/page"
)

// output are the flags that say how a report is printed.
type output struct {
	format, language string
}

var formats = []string{"table", "markdown", "json"}

func (o *output) addTo(c *cobra.Command) {
	c.Flags().StringVarP(&o.format, "output", "o", "table", "output format: table, markdown or json")
	c.Flags().StringVar(&o.language, "lang", "en", "language of the table: en or ko")
	cobra.CheckErr(c.RegisterFlagCompletionFunc("output", fixed(formats...)))
	cobra.CheckErr(c.RegisterFlagCompletionFunc("lang", fixed("en", "ko")))
}

func (o *output) check() error {
	if !slices.Contains(formats, o.format) {
		return usageError(fmt.Errorf("--output %q: must be table, markdown or json", o.format))
	}
	if !slices.Contains(page.Languages, page.Language(o.language)) {
		return usageError(fmt.Errorf("--lang %q: must be en or ko", o.language))
	}
	return nil
}

// print prints reports, and returns an error if a requirement does not hold.
func (o *output) print(a *app, reports []page.Report) error {
	language := page.Language(o.language)
	if o.format == "json" {
		text, err := page.JSON(reports)
		if err != nil {
			return err
		}
		a.printf("%s", text)
		return failUnless(page.AllHold(reports))
	}
	for i, r := range reports {
		if i > 0 {
			a.printf("\n")
		}
		switch {
		case o.format == "markdown":
			a.printf("%s", page.Markdown(r, language))
			continue
		case len(reports) > 1:
			a.printf("%s\n", a.paint()(page.Heading, r.Namespace+"/"+r.Name))
		}
		a.printf("%s", page.Table(r, language, a.paint()))
	}
	return failUnless(page.AllHold(reports))
}
