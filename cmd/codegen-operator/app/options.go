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

// Options are what the program can be told, by flags or by the environment.
type Options struct {
	// Kubeconfig is a path; empty: what kubectl would use, or the service account of the pod.
	Kubeconfig string
	// WatchNamespaces limit the operator to some namespaces; none: all.
	WatchNamespaces []string
	// LeaderElect lets several replicas run, of which one acts.
	LeaderElect bool
	// LeaderElectionNamespace holds the Lease; empty: the namespace that the pod runs in.
	LeaderElectionNamespace string
	// MetricsBindAddress serves /metrics; "0": none.
	MetricsBindAddress string
	// HealthProbeBindAddress serves /healthz and /readyz; "0": none.
	HealthProbeBindAddress string
	// AllowAddresses widens the address guard.
	AllowAddresses []netip.Prefix
	// WebhookHosts are the hosts that webhooks may be at; none: every host.
	WebhookHosts []string
	// GatewayImage is what gateways run whose spec names no image.
	GatewayImage string
	// LogLevel is error, warn, info or debug.
	LogLevel string
	// LogFormat is json or text.
	LogFormat string
}

// variables stand for flags.
const variables = settings.Prefix("CODEGEN_OPERATOR_")

// Parse reads options from arguments, and, where a flag is not given, from the environment. The error is pflag.ErrHelp where
// help was asked for, and settings.ErrVersion where the version was; otherwise it says what to mend.
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
	return "codegen-operator keeps code generation flowing: it watches CodeGenBackends, senses their engines, and moves the traffic\n" +
		"to the one that serves.\n\nUsage:\n  codegen-operator [flags]\n  codegen-operator ask URL...   asks until each answers 200, for up to a minute; `helm test` runs it\n\nFlags:\n" + flagSet(&o, &allow).FlagUsagesWrapped(120) +
		"\nEach flag can be set by the environment as well, --watch-namespace as " + variables.Variable("watch-namespace") + " and so on.\n"
}

func flagSet(o *Options, allow *[]string) *pflag.FlagSet {
	f := settings.New("codegen-operator")
	settings.AddKubeconfig(f, &o.Kubeconfig)
	f.StringSliceVar(&o.WatchNamespaces, "watch-namespace", nil, "the only `namespaces` to watch; a Role in each is enough then (default: all namespaces)")
	f.BoolVar(&o.LeaderElect, "leader-elect", false, "take part in leader election, so that of several replicas one acts")
	f.StringVar(&o.LeaderElectionNamespace, "leader-election-namespace", "", "`namespace` of the Lease (default: the one that the pod runs in)")
	f.StringVar(&o.MetricsBindAddress, "metrics-bind-address", ":8080", "`address` that serves /metrics; 0 serves none")
	f.StringVar(&o.HealthProbeBindAddress, "health-probe-bind-address", ":8081", "`address` that serves /healthz and /readyz; 0 serves none")
	settings.AddAllowAddresses(f, allow)
	f.StringSliceVar(&o.WebhookHosts, "webhook-hosts", nil, "`hosts` that webhooks may be at: names, or .example.com for all names below it (default: every host)")
	f.StringVar(&o.GatewayImage, "gateway-image", "codegen-gateway:latest", "`image` of the gateways that route.gateway asks for, where it names none itself")
	settings.AddLog(f, &o.LogLevel, &o.LogFormat)
	settings.AddVersion(f)
	return f
}

// finish checks what flags cannot check by themselves.
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
