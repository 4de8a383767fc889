// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/spf13/pflag"

	"github.com/codegen-dev/codegen-operator/internal/settings"
)

// Options configure the operator. They are set by flags or by the environment.
type Options struct {
	// Kubeconfig is a path; empty: that of kubectl, or the service account of the Pod.
	Kubeconfig string
	// WatchNamespaces limit the operator to some namespaces; none: all.
	WatchNamespaces []string
	// LeaderElect lets several replicas run, of which one is active.
	LeaderElect bool
	// LeaderElectionNamespace holds the Lease; empty: the namespace that the pod runs in.
	LeaderElectionNamespace string
	// MetricsBindAddress serves /metrics; "0": none.
	MetricsBindAddress string
	// HealthProbeBindAddress serves /healthz and /readyz; "0": none.
	HealthProbeBindAddress string
	// AllowAddresses widens the address guard.
	AllowAddresses []netip.Prefix
	// WebhookHosts are the allowed hosts of webhooks; none: every host.
	WebhookHosts []string
	// GatewayImage is the image of gateways whose spec has none.
	GatewayImage string
	// LogLevel is error, warn, info or debug.
	LogLevel string
	// LogFormat is json or text.
	LogFormat string
}

// variables are the environment variables for flags.
const variables = settings.Prefix("CODEGEN_OPERATOR_")

// Parse reads options from arguments, and, where a flag is not given, from the environment. The error is pflag.ErrHelp where
// help was asked for, and settings.ErrVersion where the version was; otherwise it says how to fix the options.
func Parse(args []string, lookup func(string) (string, bool)) (Options, error) {
	var o Options
	var allow []string
	flags := flagSet(&o, &allow)
	if err := variables.Read(flags, args, lookup); err != nil {
		return Options{}, err
	}
	return o, o.finish(allow)
}

// Usage is the text of --help.
func Usage() string {
	var o Options
	var allow []string
	return "codegen-operator keeps code generation flowing: it watches CodeGenBackends, probes their engines, and routes traffic\n" +
		"to the one that serves.\n\nUsage:\n  codegen-operator [flags]\n  codegen-operator ask URL...   request each URL until it answers 200, for up to a minute; `helm test` uses it\n\nFlags:\n" + flagSet(&o, &allow).FlagUsagesWrapped(120) +
		"\nEach flag can also be set by an environment variable, such as " + variables.Variable("watch-namespace") + " for --watch-namespace.\n"
}

func flagSet(o *Options, allow *[]string) *pflag.FlagSet {
	f := settings.New("codegen-operator")
	settings.AddKubeconfig(f, &o.Kubeconfig)
	f.StringSliceVar(&o.WatchNamespaces, "watch-namespace", nil, "`namespaces` to watch; a Role in each of them is enough (default: all namespaces)")
	f.BoolVar(&o.LeaderElect, "leader-elect", false, "enable leader election, so that only one of several replicas is active")
	f.StringVar(&o.LeaderElectionNamespace, "leader-election-namespace", "", "`namespace` of the Lease (default: the namespace of the Pod)")
	f.StringVar(&o.MetricsBindAddress, "metrics-bind-address", ":8080", "`address` to serve /metrics on; 0 disables it")
	f.StringVar(&o.HealthProbeBindAddress, "health-probe-bind-address", ":8081", "`address` to serve /healthz and /readyz on; 0 disables them")
	settings.AddAllowAddresses(f, allow)
	f.StringSliceVar(&o.WebhookHosts, "webhook-hosts", nil, "allowed `hosts` of webhooks: names, or .example.com for all its subdomains (default: every host)")
	f.StringVar(&o.GatewayImage, "gateway-image", "codegen-gateway:latest", "`image` of gateways whose route.gateway has no image")
	settings.AddLog(f, &o.LogLevel, &o.LogFormat)
	settings.AddVersion(f)
	return f
}

// finish parses and validates flag values.
func (o *Options) finish(allow []string) error {
	var err error
	if o.AllowAddresses, err = settings.ParseAllowAddresses(allow); err != nil {
		return err
	}
	for _, host := range o.WebhookHosts {
		if strings.Trim(host, ".") == "" || strings.ContainsAny(host, "/*@ ") {
			return fmt.Errorf("--webhook-hosts %q is neither a host such as switch.example.com nor a suffix such as .example.com", host)
		}
	}
	return settings.CheckLog(o.LogLevel, o.LogFormat)
}
