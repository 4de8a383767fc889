// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/sense"
)

// endpointOf is where an engine is and how to be let in, but for the key.
func endpointOf(namespace string, spec *v1alpha1.EngineSpec) sense.Endpoint {
	endpoint := sense.Endpoint{Protocol: sense.Protocol(spec.Protocol), URL: baseURL(namespace, spec)}
	if c := spec.Credentials; c != nil {
		endpoint.Header, endpoint.Scheme = c.Header, schemeOf(c)
	}
	return endpoint
}

// schemeOf is the word before the key. Where none is declared it is Bearer in the Authorization header.
func schemeOf(c *v1alpha1.CredentialsSpec) string {
	if c.Scheme == "" && strings.EqualFold(c.Header, "Authorization") {
		return "Bearer"
	}
	return c.Scheme
}

// baseURL is where an engine is: its URL, or the cluster name of its Service.
func baseURL(namespace string, spec *v1alpha1.EngineSpec) string {
	if ref := spec.ServiceRef; ref != nil {
		return fmt.Sprintf("%s://%s.%s.svc:%d", strings.ToLower(string(ref.Scheme)), ref.Name, namespace, ref.Port)
	}
	return spec.URL
}

// keyOf is a key as Secrets hold it; the line end that editors leave behind is not part of it.
func keyOf(value []byte) sense.Secret { return sense.Secret(bytes.TrimSpace(value)) }
