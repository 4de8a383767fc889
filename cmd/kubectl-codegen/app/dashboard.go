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

// dashboardOptions are the options of kubectl codegen dashboard.
type dashboardOptions struct {
	*app
	options       dashboard.Options
	language      string
	allNamespaces bool
	open          bool
}

func (a *app) dashboardCommand() *cobra.Command {
	d := &dashboardOptions{app: a}
	c := &cobra.Command{
		Use: "dashboard", Short: "Show backends on a live page in a browser", Args: cobra.NoArgs,
		Long: "Serves a page on this machine that shows the current state of backends: the active engine and why, engines, the last runs of each canary,\n" +
			"the table of requirements, and the flip history. It only reads, with the permissions of your kubeconfig. Press Ctrl-C to stop it.\n\n" +
			"The page has no authentication and is served on loopback only: other users of this machine can read it while it runs.",
		Example: "  kubectl codegen dashboard\n  kubectl codegen dashboard -A --open\n  kubectl codegen dashboard --port 8088 --lang ko",
		RunE:    withExitCode(func(cmd *cobra.Command, _ []string) error { return d.run(cmd.Context()) }),
	}
	c.Flags().BoolVarP(&d.allNamespaces, "all-namespaces", "A", false, "show the backends of all namespaces")
	c.Flags().StringVar(&d.options.Address, "address", "127.0.0.1", "loopback address to serve the page on")
	c.Flags().Uint16Var(&d.options.Port, "port", 0, "port to serve it on; 0 selects a free one")
	c.Flags().BoolVar(&d.open, "open", false, "open the page in a browser")
	c.Flags().StringVar(&d.language, "lang", "en", "initial language of the page: en or ko")
	cobra.CheckErr(c.RegisterFlagCompletionFunc("lang", fixed("en", "ko")))
	return c
}

func (d *dashboardOptions) run(ctx context.Context) error {
	if !slices.Contains(page.Languages, page.Language(d.language)) {
		return usageError(fmt.Errorf("--lang %q: must be en or ko", d.language))
	}
	if err := d.resolveCluster(); err != nil {
		return err
	}
	server, err := dashboard.Listen(d.options)
	if err != nil {
		return usageError(fmt.Errorf("--address and --port: %w", err))
	}
	d.printf("The page is at %s. Press Ctrl-C to stop it.\n", server.URL())
	if d.open {
		if err := openBrowser(ctx, server.URL()); err != nil {
			d.warnf("Warning: could not open a browser: %v\n", err)
		}
	}
	return server.Run(ctx)
}

// resolveCluster finds the cluster and the namespace.
func (d *dashboardOptions) resolveCluster() error {
	loader := d.flags.ToRawKubeConfigLoader()
	namespace, _, err := loader.Namespace()
	if err != nil {
		return explain(err)
	}
	if d.options.Config, err = d.flags.ToRESTConfig(); err != nil {
		return explain(err)
	}
	raw, err := loader.RawConfig()
	if err != nil {
		return explain(err)
	}
	d.options.Context, d.options.Version, d.options.Language = raw.CurrentContext, version.Get().String(), page.Language(d.language)
	if d.flags.Context != nil && *d.flags.Context != "" {
		d.options.Context = *d.flags.Context
	}
	if !d.allNamespaces {
		d.options.Namespace = namespace
	}
	return nil
}

// openers are the programs that open an address in the user's browser, in the order in which they are tried.
var openers = map[string][][]string{
	"darwin":  {{"open"}},
	"windows": {{"rundll32", "url.dll,FileProtocolHandler"}},
	"linux":   {{"xdg-open"}, {"wslview"}},
}

func openBrowser(ctx context.Context, url string) error {
	for _, opener := range openers[runtime.GOOS] {
		if path, err := exec.LookPath(opener[0]); err == nil {
			cmd := exec.CommandContext(ctx, path, append(opener[1:], url)...) //nolint:gosec // one of the above, with our own address
			if err := cmd.Start(); err != nil {
				return fmt.Errorf("start %s: %w", opener[0], err)
			}
			go func() { _ = cmd.Wait() }() // it exits as soon as the browser has the address
			return nil
		}
	}
	return errors.New("none of xdg-open, wslview, open and rundll32 was found")
}
