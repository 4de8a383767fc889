// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"fmt"
	"time"

	"github.com/spf13/pflag"

	"github.com/codegen-dev/codegen-operator/internal/gateway"
	"github.com/codegen-dev/codegen-operator/internal/gateway/admit"
	"github.com/codegen-dev/codegen-operator/internal/settings"
)

// variables is the prefix of the environment variables that set flags.
const variables = settings.Prefix("CODEGEN_GATEWAY_")

// Parse reads options from arguments, and, where a flag is not given, from the environment. The error is pflag.ErrHelp if help was
// requested, and settings.ErrVersion if the version was; otherwise it says what to fix.
func Parse(args []string, lookup func(string) (string, bool)) (Options, error) {
	var o Options
	var allow []string
	flags := flagSet(&o, &allow)
	if err := variables.Read(flags, args, lookup); err != nil {
		return Options{}, err
	}
	return o, o.finish(allow)
}

const usage = `codegen-gateway is the streaming gateway of a CodeGenBackend. It sends requests to the active engine, shapes every answer into
the declared range of chunks, and fails over to the other engine when one fails.

Usage:
  codegen-gateway --backend namespace/name [flags]     follow a CodeGenBackend in a cluster
  codegen-gateway --config file [flags]                follow one in a file, without a cluster

The file holds one CodeGenBackend and the Secrets that it names, as YAML documents. The gateway reads it again when it changes.
Clients use the OpenAI API (/v1/chat/completions, /v1/completions, /v1/models) or the CodeGen API (/api/v1/code/...).

Flags:
%s
You can also set each flag by an environment variable, for example --listen-address by %s.
Spans are exported if --otlp-endpoint or the variable OTEL_EXPORTER_OTLP_ENDPOINT is set.
`

// Usage is the text of --help.
func Usage() string {
	var o Options
	var allow []string
	return fmt.Sprintf(usage, flagSet(&o, &allow).FlagUsagesWrapped(120), variables.Variable("listen-address"))
}

func flagSet(o *Options, allow *[]string) *pflag.FlagSet {
	f := settings.New("codegen-gateway")
	f.StringVar(&o.Backend, "backend", "", "`namespace/name` of the CodeGenBackend to follow in a cluster")
	f.StringVar(&o.Config, "config", "", "`file` with the CodeGenBackend to follow without a cluster")
	settings.AddKubeconfig(f, &o.Kubeconfig)
	f.StringVar(&o.ListenAddress, "listen-address", ":8080", "`address` that serves clients, over HTTP/1.1 and HTTP/2 without TLS")
	f.StringVar(&o.MetricsBindAddress, "metrics-bind-address", ":9090", "`address` that serves /metrics; 0 serves none")
	f.StringVar(&o.HealthProbeBindAddress, "health-probe-bind-address", ":8081", "`address` that serves /healthz and /readyz; 0 serves none")
	f.StringVar(&o.Authentication, "authentication", "", "APIKey, or None, which lets every client in (default: as route.gateway declares)")
	f.StringVar(&o.APIKeysSecret, "api-keys-secret", "",
		"`name` of the Secret with the API keys, in the namespace of the CodeGenBackend (default: as route.gateway declares)")
	f.StringVar(&o.APIKeysFile, "api-keys-file", "", "YAML `file` with the API keys, a name and a key in each line, instead of a Secret")
	f.IntVar(&o.RequestsPerMinute, "requests-per-minute", 0,
		"`number` of requests that an API key may send in a minute; 0: as route.gateway declares")
	f.IntVar(&o.ConcurrentRequests, "concurrent-requests", 0,
		"`number` of requests that an API key may have under way at once; 0: as route.gateway declares")
	f.Int64Var(&o.MaxBodyBytes, "max-body-bytes", admit.DefaultMaxBody, "maximum `size` of a request body, in bytes")
	f.Int64Var(&o.MaxTotalBodyBytes,
		"max-total-body-bytes", admit.DefaultMaxBodies, "maximum `size` of the bodies of all requests under way together, in bytes")
	f.Int64Var(&o.MaxTotalAnswerBytes, "max-total-answer-bytes", gateway.DefaultMaxAnswers,
		"maximum `size` of the answers that are kept in memory together, in bytes")
	settings.AddAllowAddresses(f, allow)
	f.DurationVar(&o.DrainTimeout, "drain-timeout", 30*time.Second,
		"how long streams may continue after a termination signal, before they end with an error event")
	f.StringVar(&o.OTLPEndpoint, "otlp-endpoint", "",
		"`URL` that spans are sent to, with OTLP over HTTP (default: $OTEL_EXPORTER_OTLP_ENDPOINT, or none)")
	f.BoolVar(&o.AccessLog, "access-log", true, "write a log line for each request")
	settings.AddLog(f, &o.LogLevel, &o.LogFormat)
	settings.AddVersion(f)
	return f
}
