// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/netip"
	"slices"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/types"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/gateway/admit"
	"github.com/codegen-dev/codegen-operator/internal/gateway/source"
	"github.com/codegen-dev/codegen-operator/internal/settings"
)

// Options are the settings of the program, from flags or from the environment.
type Options struct {
	// Backend is namespace/name of the CodeGenBackend that is followed in a cluster; empty: Config is followed.
	Backend string
	// Config is the path of a manifest that is followed without a cluster; empty: Backend is followed.
	Config string
	// Kubeconfig is a path; empty: what kubectl would use, or the service account of the pod.
	Kubeconfig string
	// ListenAddress serves clients, over HTTP/1.1 and HTTP/2 without TLS.
	ListenAddress string
	// MetricsBindAddress serves /metrics; "0": none.
	MetricsBindAddress string
	// HealthProbeBindAddress serves /healthz and /readyz; "0": none.
	HealthProbeBindAddress string
	// Authentication is APIKey or None; empty: as the backend declares.
	Authentication string
	// APIKeysSecret is the Secret with the API keys; empty: as the backend declares.
	APIKeysSecret string
	// APIKeysFile is a file with the API keys, instead of a Secret.
	APIKeysFile string
	// RequestsPerMinute and ConcurrentRequests limit each API key; 0: as the backend declares.
	RequestsPerMinute, ConcurrentRequests int
	// MaxBodyBytes bounds the body of a request.
	MaxBodyBytes int64
	// MaxTotalBodyBytes bounds the bodies of all requests under way together.
	MaxTotalBodyBytes int64
	// MaxTotalAnswerBytes bounds the answers that are kept in memory together.
	MaxTotalAnswerBytes int64
	// AllowAddresses widens the address guard.
	AllowAddresses []netip.Prefix
	// DrainTimeout is how long streams may continue after a termination signal.
	DrainTimeout time.Duration
	// OTLPEndpoint is where spans are sent; empty: to the endpoint in the environment, or nowhere.
	OTLPEndpoint string
	// AccessLog writes a log line for each request.
	AccessLog bool
	// LogLevel is error, warn, info or debug.
	LogLevel string
	// LogFormat is json or text.
	LogFormat string
}

// access is what the options say about which clients are let in.
func (o Options) access() source.Access {
	return source.Access{
		Authentication: v1alpha1.GatewayAuthentication(o.Authentication), Secret: o.APIKeysSecret, File: o.APIKeysFile,
		Limits: admit.Limits{RequestsPerMinute: o.RequestsPerMinute, Concurrent: o.ConcurrentRequests},
	}
}

// backend is the name of the object that is followed.
func (o Options) backend() (types.NamespacedName, error) {
	namespace, name, found := strings.Cut(o.Backend, "/")
	if !found || namespace == "" || name == "" || strings.Contains(name, "/") {
		return types.NamespacedName{}, fmt.Errorf("--backend %q is not a namespace and a name, such as team/hapa", o.Backend)
	}
	return types.NamespacedName{Namespace: namespace, Name: name}, nil
}

// Logger writes structured lines of the level and in the format that the options set.
func Logger(o Options, out io.Writer) *slog.Logger {
	return slog.New(settings.LogHandler(out, o.LogLevel, o.LogFormat))
}

// finish checks what flags cannot check by themselves.
func (o *Options) finish(allow []string) error {
	var err error
	if o.AllowAddresses, err = settings.ParseAllowAddresses(allow); err != nil {
		return err
	}
	for _, check := range []func() error{o.checkSource, o.checkAccess, o.checkNumbers, o.checkLog} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func (o *Options) checkSource() error {
	if (o.Backend == "") == (o.Config == "") {
		return errors.New("give either --backend, to follow a CodeGenBackend in a cluster, or --config, to follow one in a file; see --help")
	}
	if o.Backend == "" {
		return nil
	}
	_, err := o.backend()
	return err
}

func (o *Options) checkAccess() error {
	switch {
	case !slices.Contains([]string{"", string(v1alpha1.AuthenticationAPIKey), string(v1alpha1.AuthenticationNone)}, o.Authentication):
		return fmt.Errorf("--authentication %q is neither APIKey nor None", o.Authentication)
	case o.APIKeysSecret != "" && o.APIKeysFile != "":
		return errors.New("give either --api-keys-secret or --api-keys-file, and not both")
	case o.Authentication == string(v1alpha1.AuthenticationNone) && o.APIKeysSecret+o.APIKeysFile != "":
		return errors.New("--authentication None lets every client in: take --api-keys-secret and --api-keys-file out")
	}
	return nil
}

func (o *Options) checkNumbers() error {
	switch {
	case o.RequestsPerMinute < 0 || o.ConcurrentRequests < 0:
		return errors.New("--requests-per-minute and --concurrent-requests must not be negative")
	case o.MaxBodyBytes < 1:
		return errors.New("--max-body-bytes must be at least 1")
	case o.MaxTotalBodyBytes < o.MaxBodyBytes:
		return errors.New("--max-total-body-bytes must be at least --max-body-bytes, or the largest body would never be accepted")
	case o.MaxTotalAnswerBytes < 1:
		return errors.New("--max-total-answer-bytes must be at least 1")
	case o.DrainTimeout < 0:
		return errors.New("--drain-timeout must not be negative")
	}
	return nil
}

func (o *Options) checkLog() error { return settings.CheckLog(o.LogLevel, o.LogFormat) }
