// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"runtime"
	"slices"

	"github.com/spf13/cobra"

	"github.com/codegen-dev/codegen-operator/internal/dashboard"
	"github.com/codegen-dev/codegen-operator/internal/page"
	"github.com/codegen-dev/codegen-operator/internal/version"
)

// live is kubectl codegen dashboard.
type live struct {
	*app
	options    dashboard.Options
	language   string
	everywhere bool
	open       bool
}

func (a *app) dashboardCommand() *cobra.Command {
	d := &live{app: a}
	c := &cobra.Command{
		Use: "dashboard", Short: "Show backends on a live page in the browser", Args: cobra.NoArgs,
		Long: "Serves a page on this machine that shows the backends as they are now: who serves and why, engines, the last runs of each canary, the table\n" +
			"of requirements, the ledger of flips. It only reads, with the rights of your kubeconfig. Interrupt it to end it.\n\n" +
			"The page asks nobody who they are, so that it is served on loopback alone: other users of this machine can read it while it runs.",
		Example: "  kubectl codegen dashboard\n  kubectl codegen dashboard -A --open\n  kubectl codegen dashboard --port 8088 --lang ko",
		RunE:    acting(func(cmd *cobra.Command, _ []string) error { return d.run(cmd.Context()) }),
	}
	c.Flags().BoolVarP(&d.everywhere, "all-namespaces", "A", false, "the backends of all namespaces")
	c.Flags().StringVar(&d.options.Address, "address", "127.0.0.1", "loopback address to serve the page at")
	c.Flags().Uint16Var(&d.options.Port, "port", 0, "port to serve it at; 0: one that is free")
	c.Flags().BoolVar(&d.open, "open", false, "open it in the browser")
	c.Flags().StringVar(&d.language, "lang", "en", "language that the page begins in: en or ko")
	cobra.CheckErr(c.RegisterFlagCompletionFunc("lang", fixed("en", "ko")))
	return c
}

func (d *live) run(ctx context.Context) error {
	if !slices.Contains(page.Languages, page.Language(d.language)) {
		return misused(fmt.Errorf("--lang %q is neither en nor ko", d.language))
	}
	if err := d.aim(); err != nil {
		return err
	}
	server, err := dashboard.Listen(d.options)
	if err != nil {
		return misused(fmt.Errorf("--address and --port: %w", err))
	}
	d.say("The page is at %s. Interrupt this to end it.\n", server.URL())
	if d.open {
		if err := browse(ctx, server.URL()); err != nil {
			d.warn("Warning: no browser could be opened: %v\n", err)
		}
	}
	return server.Run(ctx)
}

// aim finds the cluster and the namespace.
func (d *live) aim() error {
	loader := d.flags.ToRawKubeConfigLoader()
	namespace, _, err := loader.Namespace()
	if err != nil {
		return explained(err)
	}
	if d.options.Config, err = d.flags.ToRESTConfig(); err != nil {
		return explained(err)
	}
	raw, err := loader.RawConfig()
	if err != nil {
		return explained(err)
	}
	d.options.Context, d.options.Version, d.options.Language = raw.CurrentContext, version.Get().String(), page.Language(d.language)
	if d.flags.Context != nil && *d.flags.Context != "" {
		d.options.Context = *d.flags.Context
	}
	if !d.everywhere {
		d.options.Namespace = namespace
	}
	return nil
}

// openers open an address in the browser of whoever runs this, in the order in which they are tried.
var openers = map[string][][]string{
	"darwin":  {{"open"}},
	"windows": {{"rundll32", "url.dll,FileProtocolHandler"}},
	"linux":   {{"xdg-open"}, {"wslview"}},
}

func browse(ctx context.Context, url string) error {
	for _, opener := range openers[runtime.GOOS] {
		if path, err := exec.LookPath(opener[0]); err == nil {
			cmd := exec.CommandContext(ctx, path, append(opener[1:], url)...) //nolint:gosec // one of the above, with our own address
			if err := cmd.Start(); err != nil {
				return fmt.Errorf("starting %s: %w", opener[0], err)
			}
			go func() { _ = cmd.Wait() }() // it leaves as soon as the browser has the address, or with us
			return nil
		}
	}
	return errors.New("none of the programs that open one is here")
}
