// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/cmd/kubectl-codegen/check"
	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/manifest"
	"github.com/codegen-dev/codegen-operator/internal/page"
)

// checking is kubectl codegen check.
type checking struct {
	*app
	output
	file, name string
	urls       map[decide.Engine]*string
	keyFiles   map[string]string
	allow      []string
	timeout    time.Duration
	quiet      bool
}

const checkLong = `Reads CodeGenBackends from a file as an API server would (unknown fields are refused, defaults filled in, rules kept), and looks at
their engines from here, with no cluster: health, models, one token of each model, and each canary that goes straight to an engine,
once. It prints what is required beside what was measured.

Keys come from Secrets in the same file, from --key-file, or from CODEGEN_VLLM_KEY and CODEGEN_LEGACY_KEY. An engine by serviceRef is in
a cluster and cannot be reached from here: give --vllm-url or --legacy-url. What goes through the route is skipped.

Exits with 0 if all requirements hold, with 1 if one does not or could not be proven in time, and with 2 if the file or the command line
is not right.`

const checkExample = `  kubectl codegen check -f backend.yaml
  kustomize build overlays/production | kubectl codegen check -f - -o markdown --lang ko
  kubectl codegen check -f backend.yaml --legacy-url http://127.0.0.1:8000 --key-file legacy=key.txt`

func (a *app) checkCommand() *cobra.Command {
	k := &checking{app: a, urls: map[decide.Engine]*string{}}
	c := &cobra.Command{
		Use: "check -f FILE", Short: "Check the engines of a manifest, without a cluster", Long: checkLong, Example: checkExample, Args: cobra.NoArgs,
		RunE: acting(func(cmd *cobra.Command, _ []string) error { return k.run(cmd.Context()) }),
	}
	f := c.Flags()
	f.StringVarP(&k.file, "filename", "f", "", "`file` with CodeGenBackends, and Secrets if need be; - is the standard input")
	f.StringVar(&k.name, "name", "", "the only backend of the file to check (default: all)")
	for _, e := range check.Engines {
		k.urls[e] = f.String(string(e)+"-url", "", fmt.Sprintf("`URL` that %s is reached at from here, in the place of what the file says; may be on loopback", e))
	}
	f.StringToStringVar(&k.keyFiles, "key-file", nil, "`ENGINE=FILE` with the key of an engine, vllm or legacy")
	f.StringSliceVar(&k.allow, "allow-addresses", nil, "`CIDRs` that engines may be at although the address guard refuses them")
	f.DurationVar(&k.timeout, "timeout", 2*time.Minute, "how long the whole check may take")
	f.BoolVarP(&k.quiet, "quiet", "q", false, "tell nothing of what goes on meanwhile")
	k.addTo(c)
	cobra.CheckErr(c.MarkFlagRequired("filename"))
	return c
}

func (k *checking) run(ctx context.Context) error {
	if err := k.output.check(); err != nil {
		return err
	}
	set, backends, err := k.read(ctx)
	if err != nil {
		return misused(err)
	}
	options, err := k.options(len(backends))
	if err != nil {
		return misused(err)
	}
	ctx, cancel := context.WithTimeout(ctx, k.timeout)
	defer cancel()
	var reports []page.Report
	for _, b := range backends {
		checked, err := check.Backend(ctx, set, b, options)
		if err != nil {
			return misused(err)
		}
		reports = append(reports, page.NewReport(checked, page.FromHere))
	}
	if ctx.Err() != nil {
		k.warn("the check was cut off; what is not measured yet may take longer: see --timeout\n")
	}
	return k.print(k.app, reports)
}

// read reads the file, and finds the backends that are meant.
func (k *checking) read(ctx context.Context) (*manifest.Set, []*v1alpha1.CodeGenBackend, error) {
	text, err := k.text()
	if err != nil {
		return nil, nil, fmt.Errorf("reading the manifest: %w", err)
	}
	set, err := manifest.ReadAll(ctx, text)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", k.file, err)
	}
	var meant []*v1alpha1.CodeGenBackend
	for _, b := range set.Backends {
		if k.name == "" || k.name == b.Name {
			meant = append(meant, b)
		}
	}
	switch {
	case len(meant) == 0 && k.name != "":
		return nil, nil, fmt.Errorf("%s has no CodeGenBackend %s; it has %d others", k.file, k.name, len(set.Backends))
	case len(meant) == 0:
		return nil, nil, fmt.Errorf("%s has no CodeGenBackend (%s); it has %d other objects", k.file, v1alpha1.GroupVersion, len(set.Others)+len(set.Secrets))
	}
	return set, meant, nil
}

func (k *checking) text() ([]byte, error) {
	if k.file == "-" {
		return io.ReadAll(k.In)
	}
	return os.ReadFile(k.file)
}

// options are what the command line and the environment say beyond the file.
func (k *checking) options(backends int) (check.Options, error) {
	o := check.Options{URLs: map[decide.Engine]string{}, Keys: map[decide.Engine][]byte{}, Progress: k.Err}
	if k.quiet {
		o.Progress = nil
	}
	for _, e := range check.Engines {
		o.URLs[e], o.Keys[e] = *k.urls[e], []byte(k.Env(check.KeyVariable(e)))
		if o.URLs[e] != "" && backends > 1 {
			return o, fmt.Errorf("--%s-url is one engine's, and the file has %d backends: choose one by --name", e, backends)
		}
	}
	return o, errors.Join(k.readKeys(o.Keys), k.widen(&o))
}

func (k *checking) readKeys(keys map[decide.Engine][]byte) error {
	for name, file := range k.keyFiles {
		e := decide.Engine(name)
		if e != decide.VLLM && e != decide.Legacy {
			return fmt.Errorf("--key-file %s=%s: there are the engines vllm and legacy", name, file)
		}
		key, err := os.ReadFile(file)
		if err != nil {
			return fmt.Errorf("reading the key of %s: %w", e, err)
		}
		keys[e] = key
	}
	return nil
}

func (k *checking) widen(o *check.Options) error {
	for _, text := range k.allow {
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			return fmt.Errorf("--allow-addresses %q is not a CIDR such as 10.0.0.0/8: %w", text, err)
		}
		o.AllowAddresses = append(o.AllowAddresses, prefix)
	}
	return nil
}
