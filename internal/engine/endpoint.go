// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/codegen-dev/codegen-operator/internal/protocol"
	"github.com/codegen-dev/codegen-operator/internal/redact"
	"github.com/codegen-dev/codegen-operator/internal/version"
)

// Key is the key of an engine. It does not print; Reveal returns its value.
type Key = redact.String

// Endpoint says where an engine is and how to speak to it. It is comparable: equal endpoints need no new client.
type Endpoint struct {
	// Protocol is the wire format.
	Protocol protocol.Protocol
	// URL is the base URL, http or https. A path prefix is kept, a query as well. User info is refused: credentials have
	// their own fields.
	URL string
	// Header is the name of the header that carries the key; empty with a Key means Authorization.
	Header string
	// Scheme is the word before the key, such as Bearer; it may be empty.
	Scheme string
	// Key is the credential; empty sends none. White space around it, such as the line feed at the end of a file, is dropped.
	Key Key
	// TLS holds what https needs beyond the system's defaults.
	TLS TLS
}

// Format never shows the keys, even where the endpoint is behind a pointer.
func (e Endpoint) Format(f fmt.State, verb rune) {
	type fields Endpoint
	redact.Format(f, verb, fields(e))
}

// address parses and checks the base URL. Its errors show nothing of the URL but its scheme, for the rest may hold secrets.
func (e Endpoint) address() (*url.URL, error) {
	u, err := url.Parse(e.URL)
	switch {
	case err != nil:
		return nil, errors.New("the engine's URL cannot be parsed")
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, fmt.Errorf("the engine's URL must begin with http:// or https://, not %q", tidy(u.Scheme, 20))
	case u.Hostname() == "":
		return nil, errors.New("the engine's URL has no host")
	case u.User != nil:
		return nil, errors.New("the engine's URL must not carry a user or a password: use credentials")
	case u.Fragment != "":
		return nil, errors.New("the engine's URL must not have a fragment")
	}
	if u.Path == "" {
		u.Path = "/" // or JoinPath would make relative paths
	}
	return u, nil
}

// agent is how engines know us from others in their logs.
var agent = version.Agent("codegen-operator")

// header makes the headers that every request carries.
func (e Endpoint) header() (http.Header, error) {
	h := http.Header{"User-Agent": {agent}, "Accept-Encoding": {"identity"}}
	if e.Key == "" {
		return h, nil
	}
	name, value := e.credential()
	if !isToken(name) || !isPrintable(value) {
		return nil, errors.New("the engine's credentials do not fit into an HTTP header")
	}
	h.Set(name, value)
	return h, nil
}

func (e Endpoint) credential() (name, value string) {
	name = e.Header
	if name == "" {
		name = "Authorization"
	}
	return name, strings.TrimSpace(e.Scheme + " " + e.Key.Reveal())
}

// isToken reports whether a header may have this name (RFC 9110, section 5.6.2).
func isToken(s string) bool {
	odd := func(r rune) bool {
		return r <= ' ' || r >= 0x7f || strings.ContainsRune(`"(),/:;<=>?@[\]{}`, r)
	}
	return s != "" && !strings.ContainsFunc(s, odd)
}

func isPrintable(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f })
}
