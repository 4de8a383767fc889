// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import (
	"cmp"
	"fmt"
	"strings"
)

// DefaultHoldMilliseconds is the longest time that a gateway holds text back if spec.chunking.holdMilliseconds is
// absent.
const DefaultHoldMilliseconds = 250

const (
	// DefaultSilenceMilliseconds is how long an engine may send nothing in the middle of an answer if
	// spec.chunking.silenceMilliseconds is absent: longer than any healthy engine pauses.
	DefaultSilenceMilliseconds = 10_000
	// DefaultToolSilenceMilliseconds is the same for an answer that may call a tool, if
	// spec.chunking.toolSilenceMilliseconds is absent.
	DefaultToolSilenceMilliseconds = 60_000
)

// GatewayName returns the name of the declared gateway; empty if none is declared.
func (b *CodeGenBackend) GatewayName() string {
	if b.Spec.Route.Gateway == nil {
		return ""
	}
	return cmp.Or(b.Spec.Route.Gateway.Name, b.Name+"-gateway")
}

// AuthenticationOrDefault returns what clients of the gateway need.
func (g *GatewayRoute) AuthenticationOrDefault() GatewayAuthentication {
	return cmp.Or(g.Authentication, AuthenticationAPIKey)
}

// BaseURL returns where an engine is reached in the cluster: its URL, or the cluster name of its Service in a
// namespace.
func (e *EngineSpec) BaseURL(namespace string) string {
	if ref := e.ServiceRef; ref != nil {
		scheme := strings.ToLower(string(cmp.Or(ref.Scheme, SchemeHTTP)))
		return fmt.Sprintf("%s://%s.%s.svc:%d", scheme, ref.Name, namespace, ref.Port)
	}
	return e.URL
}

// SchemeOrDefault returns the word before the key. The default is Bearer in the Authorization header, and none in
// others.
func (c *CredentialsSpec) SchemeOrDefault() string {
	if c.Scheme == "" && strings.EqualFold(c.Header, "Authorization") {
		return "Bearer"
	}
	return c.Scheme
}
