// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package source

import (
	"cmp"
	"errors"
	"fmt"
	"os"

	"sigs.k8s.io/yaml"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/gateway/admit"
)

// Access is what flags say about which clients are let in. What they leave out is as the backend's route.gateway declares it.
type Access struct {
	// Authentication is APIKey or None; empty: as declared.
	Authentication v1alpha1.GatewayAuthentication
	// Secret is the name of the Secret with the API keys; empty: as declared.
	Secret string
	// File is a YAML file with the API keys, names to keys, instead of a Secret; empty: there is none.
	File string
	// Limits are those of each key; a 0 is as declared.
	Limits admit.Limits
}

// authentication is what clients must show; empty: it is not declared. Where a flag names keys, they are required.
func (a Access) authentication(g *v1alpha1.GatewayRoute) v1alpha1.GatewayAuthentication {
	switch {
	case a.Authentication != "":
		return a.Authentication
	case a.File != "", a.Secret != "":
		return v1alpha1.AuthenticationAPIKey
	case g != nil:
		return g.AuthenticationOrDefault()
	}
	return ""
}

// secret is the name of the Secret with the API keys; empty: none.
func (a Access) secret(g *v1alpha1.GatewayRoute) string {
	switch {
	case a.File != "", a.authentication(g) != v1alpha1.AuthenticationAPIKey:
		return ""
	case a.Secret == "" && g != nil && g.APIKeysSecretRef != nil:
		return g.APIKeysSecretRef.Name
	}
	return a.Secret
}

func (a Access) limits(g *v1alpha1.GatewayRoute) admit.Limits {
	l := a.Limits
	if g != nil {
		l.RequestsPerMinute = cmp.Or(l.RequestsPerMinute, int(g.Limits.RequestsPerMinute))
		l.Concurrent = cmp.Or(l.Concurrent, int(g.Limits.ConcurrentRequests))
	}
	return l
}

var errNoAuthentication = errors.New(
	"no client is let in: neither route.gateway nor a flag says whether clients need an API key; set --authentication")

// policy says which clients are let in. The error says why none is, or fewer than was meant.
func (a Access) policy(g *v1alpha1.GatewayRoute, secrets Secrets) (*admit.Policy, error) {
	p := &admit.Policy{Limits: a.limits(g)}
	switch a.authentication(g) {
	case v1alpha1.AuthenticationNone:
		p.Open = true
		return p, nil
	case v1alpha1.AuthenticationAPIKey:
		keys, err := a.keys(g, secrets)
		p.Keys = admit.NewKeys(keys)
		if err == nil && p.Keys.Len() == 0 {
			err = errors.New("no client is let in: there is no API key")
		}
		return p, err
	}
	return nil, errNoAuthentication
}

func (a Access) keys(g *v1alpha1.GatewayRoute, secrets Secrets) (map[string][]byte, error) {
	if a.File != "" {
		return keysIn(a.File)
	}
	name := a.secret(g)
	data, found := secrets[name]
	if !found {
		return nil, fmt.Errorf("no client is let in: Secret %q with the API keys is not there", name)
	}
	return data, nil
}

// keysIn reads a file of keys. Its errors do not show the content.
func keysIn(path string) (map[string][]byte, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the API keys: %w", err)
	}
	var keys map[string]string
	if err := yaml.UnmarshalStrict(text, &keys); err != nil {
		return nil, fmt.Errorf("%s is not YAML with a name and a key in each line, such as ide: 6f1c…", path)
	}
	data := map[string][]byte{}
	for name, key := range keys {
		data[name] = []byte(key)
	}
	return data, nil
}
