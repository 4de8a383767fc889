// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package spec

import (
	"bytes"
	"time"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/health"
	"github.com/codegen-dev/codegen-operator/internal/prober"
)

// EngineConfig returns how one engine is probed, without its key.
func EngineConfig(backend *v1alpha1.CodeGenBackend, e decide.Engine) *prober.EngineConfig {
	spec := backend.Spec.Engine(v1alpha1.EngineName(e))
	probe := &backend.Spec.Probe
	if spec.Probe != nil {
		probe = spec.Probe
	}
	config := &prober.EngineConfig{
		Endpoint:   endpoint(backend.Namespace, spec),
		Probe:      cadence(probe.PeriodSeconds, probe.TimeoutSeconds),
		Pulse:      cadence(probe.Pulse.PeriodSeconds, probe.Pulse.TimeoutSeconds),
		Thresholds: thresholds(probe.FailureThreshold, probe.SuccessThreshold),
		Canaries:   canaries(backend, e),
		Route:      routeEndpoint(backend, e),
		Limits:     limits(spec),
		// Whatever the routes are: users of an engine want to know, and it costs one short answer.
		Continuation: true,
		RunRequest:   backend.Annotations[v1alpha1.AnnotationRunCanaries],
	}
	for _, m := range spec.Models {
		config.Models = append(config.Models, m.Name)
	}
	return config
}

// Key returns a key as it is sent. Secrets often end with the newline that an editor added, which is not part of the key.
func Key(value []byte) prober.Secret { return prober.Secret(bytes.TrimSpace(value)) }

// SetKey sets the key of an engine, which is also the key on the way through the route.
func SetKey(config *prober.EngineConfig, key prober.Secret) {
	config.Endpoint.Key = key
	if config.Route != nil {
		config.Route.Key = key
	}
}

func cadence(periodSeconds, timeoutSeconds int32) prober.Cadence {
	return prober.Cadence{Period: seconds(periodSeconds), Timeout: seconds(timeoutSeconds)}
}

func thresholds(failure, success int32) health.Thresholds {
	return health.Thresholds{Failure: int(failure), Success: int(success)}
}

// seconds returns a duration of at least one second; the schema fills in what is absent.
func seconds(n int32) time.Duration { return time.Duration(max(n, 1)) * time.Second }
