// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// secured starts a server with TLS that would speak HTTP/2 if it was asked to, and returns its certificate.
func secured(t *testing.T, demand tls.ClientAuthType) (server *httptest.Server, ca string) {
	t.Helper()
	server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ProtoMajor != 1 {
			w.WriteHeader(http.StatusHTTPVersionNotSupported)
		}
	}))
	server.EnableHTTP2 = true
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.TLS = &tls.Config{ClientAuth: demand, MinVersion: tls.VersionTLS12}
	server.StartTLS()
	t.Cleanup(server.Close)
	return server, pemOf("CERTIFICATE", server.Certificate().Raw)
}

func pemOf(kind string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

func TestTLS(t *testing.T) {
	t.Parallel()
	server, ca := secured(t, tls.NoClientCert)
	plain := serve(t, answer{}.ServeHTTP)
	silent := rude(t, func(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) })
	for name, c := range map[string]struct {
		url    string
		tls    TLS
		reason reason.Reason
		says   string
	}{
		"its authority is known":     {server.URL, TLS{CA: ca}, "none", ""},
		"its other name is asked":    {server.URL, TLS{CA: ca, ServerName: "example.com"}, "none", ""},
		"its authority is not known": {server.URL, TLS{}, reason.TLSFailed, "failed the TLS handshake"},
		"a name that is not its own": {server.URL, TLS{CA: ca, ServerName: "other.test"}, reason.TLSFailed, "not other.test"},
		"it speaks no TLS":           {strings.Replace(plain, "http", "https", 1), TLS{}, reason.TLSFailed, "does not look like a TLS handshake"},
		"it never shakes hands":      {strings.Replace(silent, "http", "https", 1), TLS{}, reason.Timeout, "did not complete the TLS handshake in time"},
		"TLS where plain is asked":   {strings.Replace(server.URL, "https", "http", 1), TLS{}, reason.HTTPError, "answered 400 Bad Request"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			limit := patience
			if c.reason == reason.Timeout {
				limit = 100 * time.Millisecond
			}
			client := clientOf(t, Endpoint{Protocol: protocol.OpenAI, URL: c.url, TLS: c.tls})
			for range 2 {
				f := client.Health(withTimeout(t, limit))
				mustBe(t, f, c.reason)
				mustSay(t, f, c.says)
			}
		})
	}
}

func TestClientCertificate(t *testing.T) {
	t.Parallel()
	server, ca := secured(t, tls.RequireAnyClientCert)
	pair := server.TLS.Certificates[0]
	key, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	shown := TLS{CA: ca, Certificate: pemOf("CERTIFICATE", pair.Certificate[0]), Key: Key(pemOf("PRIVATE KEY", key))}
	mustBe(t, clientOf(t, Endpoint{Protocol: protocol.OpenAI, URL: server.URL, TLS: shown}).Health(withTimeout(t, patience)), "none")
	fault := clientOf(t, Endpoint{Protocol: protocol.OpenAI, URL: server.URL, TLS: TLS{CA: ca}}).Health(withTimeout(t, patience))
	mustBe(t, fault, reason.TLSFailed)
	mustSay(t, fault, "certificate required")
}
