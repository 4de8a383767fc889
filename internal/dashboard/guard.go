// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package dashboard

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// policy lets the page load what comes with it, talk to where it came from, and nothing else.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; " +
	"frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// guarded lets in who reads and came here knowingly. A page from elsewhere that has its own name resolve to loopback (DNS rebinding) asks with
// that name as the Host, and is refused.
func guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for name, value := range map[string]string{
			"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store",
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp",
			"Permissions-Policy": "camera=(), geolocation=(), microphone=()", "X-Frame-Options": "DENY",
		} {
			w.Header().Set(name, value)
		}
		switch {
		case !local(r.Host):
			http.Error(w, "this page is for loopback: open it by 127.0.0.1 or localhost", http.StatusForbidden)
		case r.Method != http.MethodGet && r.Method != http.MethodHead:
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "this page is read only", http.StatusMethodNotAllowed)
		case elsewhere(r):
			http.Error(w, "this is read by its own page alone", http.StatusForbidden)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// elsewhere: what is asked for by a page of another site. To follow a link to the page itself is fine.
func elsewhere(r *http.Request) bool {
	site := r.Header.Get("Sec-Fetch-Site")
	return site != "" && site != "same-origin" && site != "none" && r.Header.Get("Sec-Fetch-Mode") != "navigate"
}

// local tells whether a host is this machine by a name that nobody else can give it.
func local(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}
