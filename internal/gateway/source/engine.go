// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package source

import (
	"bytes"
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// engineOf is how an engine is reached; nil: it cannot be. An engine that did not change is the one from before, so that its connections
// stay.
func engineOf(name table.Name, backend *v1alpha1.CodeGenBackend, secrets Secrets, before *table.Engine) (*table.Engine, error) {
	spec := specOf(name, backend)
	base, err := url.Parse(spec.BaseURL(backend.Namespace))
	if err != nil || base.Host == "" {
		return nil, fmt.Errorf("the URL of %s is malformed", name)
	}
	e := &table.Engine{Name: name, Protocol: protocol.Protocol(spec.Protocol), URL: base, Continuation: continuationOf(name, &backend.Status)}
	for _, m := range spec.Models {
		e.Models = append(e.Models, m.Name)
	}
	err = setCredentials(e, spec.Credentials, secrets, before)
	if before != nil && same(e, before) {
		return before, err
	}
	return e, err
}

func specOf(name table.Name, backend *v1alpha1.CodeGenBackend) *v1alpha1.EngineSpec {
	if name == table.Legacy {
		return &backend.Spec.Legacy
	}
	return &backend.Spec.VLLM
}

// continuationOf is what the engine was seen to do with the beginning of an answer.
func continuationOf(name table.Name, status *v1alpha1.CodeGenBackendStatus) v1alpha1.Continuation {
	for i := range status.Engines {
		if e := &status.Engines[i]; string(e.Name) == string(name) {
			return cmp.Or(e.Continuation, v1alpha1.ContinuationUnknown)
		}
	}
	return v1alpha1.ContinuationUnknown
}

// setCredentials gives an engine its key. Where there is none, the key from before is kept if it is still the same engine: a Secret that is
// lost by mistake must not stop what works.
func setCredentials(e *table.Engine, c *v1alpha1.CredentialsSpec, secrets Secrets, before *table.Engine) error {
	if c == nil {
		return nil
	}
	key := bytes.TrimSpace(secrets[c.SecretRef.Name][c.SecretRef.Key])
	value := strings.TrimSpace(c.SchemeOrDefault() + " " + string(key))
	switch {
	case len(key) == 0 && before != nil && before.URL.String() == e.URL.String() && before.Header == c.Header:
		e.Header, e.Value = before.Header, before.Value
		return fmt.Errorf("the Secret %s has no key %s: engine %s gets the previous one", c.SecretRef.Name, c.SecretRef.Key, e.Name)
	case len(key) == 0:
		return fmt.Errorf("the Secret %s has no key %s: engine %s gets none", c.SecretRef.Name, c.SecretRef.Key, e.Name)
	case strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || r == 0x7f }):
		return fmt.Errorf("the key %s of Secret %s does not fit into a header: engine %s gets none", c.SecretRef.Key, c.SecretRef.Name, e.Name)
	}
	e.Header, e.Value = c.Header, engine.Key(value)
	return nil
}

func same(a, b *table.Engine) bool {
	return a.Name == b.Name && a.Protocol == b.Protocol && a.URL.String() == b.URL.String() &&
		a.Header == b.Header && a.Value == b.Value && a.Continuation == b.Continuation && slices.Equal(a.Models, b.Models)
}
