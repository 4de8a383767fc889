// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"bytes"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/prober"
)

// endpointOf is where an engine is and how to be let in, but for the key.
func endpointOf(namespace string, spec *v1alpha1.EngineSpec) prober.Endpoint {
	endpoint := prober.Endpoint{Protocol: prober.Protocol(spec.Protocol), URL: spec.BaseURL(namespace)}
	if c := spec.Credentials; c != nil {
		endpoint.Header, endpoint.Scheme = c.Header, c.SchemeOrDefault()
	}
	return endpoint
}

// keyOf is a key as Secrets hold it; the line end that editors leave behind is not part of it.
func keyOf(value []byte) prober.Secret { return prober.Secret(bytes.TrimSpace(value)) }
