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
	"github.com/codegen-dev/codegen-operator/internal/redact"
)

// checkOptions are the options of kubectl codegen check.
type checkOptions struct {
	*app
	output
	file, name string
	urls       map[decide.Engine]*string
	keyFiles   map[string]string
	allow      []string
	timeout    time.Duration
	quiet      bool
}

const checkLong = `Reads CodeGenBackends from a file as an API server would (unknown fields are refused, defaults are set, rules are enforced), and checks
their engines from this machine, without a cluster: health, models, one token of each model, and each canary that goes straight to an
engine, once. Prints each requirement with what was measured.

Keys come from Secrets in the same file, from --key-file, or from CODEGEN_VLLM_KEY and CODEGEN_LEGACY_KEY. An engine with a serviceRef is
in a cluster and cannot be reached from here: set --vllm-url or --legacy-url. Canaries through the route are skipped.

Exits with 0 if all requirements hold, with 1 if one does not hold or could not be measured in time, and with 2 if the file or the command
line is invalid.`

const checkExample = `  kubectl codegen check -f backend.yaml
  kustomize build overlays/production | kubectl codegen check -f - -o markdown --lang ko
  kubectl codegen check -f backend.yaml --legacy-url http://127.0.0.1:8000 --key-file legacy=key.txt`

func (a *app) checkCommand() *cobra.Command {
	k := &checkOptions{app: a, urls: map[decide.Engine]*string{}}
	c := &cobra.Command{
		Use: "check -f FILE", Short: "Check the engines of a manifest, without a cluster", Long: checkLong, Example: checkExample, Args: cobra.NoArgs,
		RunE: withExitCode(func(cmd *cobra.Command, _ []string) error { return k.run(cmd.Context()) }),
	}
	f := c.Flags()
	f.StringVarP(&k.file, "filename", "f", "", "`file` with CodeGenBackends and their Secrets; - for standard input")
	f.StringVar(&k.name, "name", "", "check only this backend of the file (default: all)")
	for _, e := range check.Engines {
		k.urls[e] = f.String(string(e)+"-url", "", fmt.Sprintf("`URL` of %s as seen from here, instead of the one in the file; may be on loopback", e))
	}
	f.StringToStringVar(&k.keyFiles, "key-file", nil, "`ENGINE=FILE` with the key of vllm or legacy")
	f.StringSliceVar(&k.allow, "allow-addresses", nil, "`CIDRs` that the address guard lets through")
	f.DurationVar(&k.timeout, "timeout", 2*time.Minute, "timeout of the whole check")
	f.BoolVarP(&k.quiet, "quiet", "q", false, "do not print progress")
	k.addTo(c)
	cobra.CheckErr(c.MarkFlagRequired("filename"))
	return c
}

func (k *checkOptions) run(ctx context.Context) error {
	if err := k.output.check(); err != nil {
		return err
	}
	set, backends, err := k.read(ctx)
	if err != nil {
		return usageError(err)
	}
	options, err := k.options(len(backends))
	if err != nil {
		return usageError(err)
	}
	ctx, cancel := context.WithTimeout(ctx, k.timeout)
	defer cancel()
	var reports []page.Report
	for _, b := range backends {
		checked, err := check.Backend(ctx, set, b, options)
		if err != nil {
			return usageError(err)
		}
		reports = append(reports, page.NewReport(checked, page.SourceLocal))
	}
	if ctx.Err() != nil {
		k.warnf("the check timed out: raise --timeout if canaries take longer\n")
	}
	return k.print(k.app, reports)
}

// read reads the file and selects the backends to check.
func (k *checkOptions) read(ctx context.Context) (*manifest.Set, []*v1alpha1.CodeGenBackend, error) {
	text, err := k.text()
	if err != nil {
		return nil, nil, fmt.Errorf("read the manifest: %w", err)
	}
	set, err := manifest.ReadAll(ctx, text)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", k.file, err)
	}
	var selected []*v1alpha1.CodeGenBackend
	for _, b := range set.Backends {
		if k.name == "" || k.name == b.Name {
			selected = append(selected, b)
		}
	}
	switch {
	case len(selected) == 0 && k.name != "":
		return nil, nil, fmt.Errorf("%s has no CodeGenBackend %s; it has %d others", k.file, k.name, len(set.Backends))
	case len(selected) == 0:
		return nil, nil, fmt.Errorf("%s has no CodeGenBackend (%s); it has %d other objects", k.file, v1alpha1.GroupVersion, len(set.Others)+len(set.Secrets))
	}
	return set, selected, nil
}

func (k *checkOptions) text() ([]byte, error) {
	if k.file == "-" {
		return io.ReadAll(k.In)
	}
	return os.ReadFile(k.file)
}

// options returns what the command line and the environment add to the file.
func (k *checkOptions) options(backends int) (check.Options, error) {
	o := check.Options{URLs: map[decide.Engine]string{}, Keys: map[decide.Engine]redact.String{}, Progress: k.Err}
	if k.quiet {
		o.Progress = nil
	}
	for _, e := range check.Engines {
		o.URLs[e], o.Keys[e] = *k.urls[e], redact.String(k.Env(check.KeyVariable(e)))
		if o.URLs[e] != "" && backends > 1 {
			return o, fmt.Errorf("--%s-url is for one backend, and the file has %d: select one with --name", e, backends)
		}
	}
	return o, errors.Join(k.readKeys(o.Keys), k.parseAddresses(&o))
}

func (k *checkOptions) readKeys(keys map[decide.Engine]redact.String) error {
	for name, file := range k.keyFiles {
		e := decide.Engine(name)
		if e != decide.VLLM && e != decide.Legacy {
			return fmt.Errorf("--key-file %s=%s: the engine must be vllm or legacy", name, file)
		}
		key, err := os.ReadFile(file)
		if err != nil {
			return fmt.Errorf("read the key of %s: %w", e, err)
		}
		keys[e] = redact.String(key)
	}
	return nil
}

func (k *checkOptions) parseAddresses(o *check.Options) error {
	for _, text := range k.allow {
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			return fmt.Errorf("--allow-addresses %q is not a CIDR such as 10.0.0.0/8: %w", text, err)
		}
		o.AllowAddresses = append(o.AllowAddresses, prefix)
	}
	return nil
}
