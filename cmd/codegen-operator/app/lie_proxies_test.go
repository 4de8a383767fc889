// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"bytes"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
)

// byRoute is the X-Request-Id of requests that came through a proxy, by which the engine's log tells them from others.
const byRoute = "by-route"

// proxy is a reverse proxy at an address of its own, in front of an engine.
func (s *stage) proxy(engine string, change ...func(*httputil.ReverseProxy)) (clientURL string) {
	s.Helper()
	to := &url.URL{Scheme: "http", Host: engine}
	return "http://" + s.serve(place()+":80", func(r *httputil.ProxyRequest) { r.SetURL(to) }, change...)
}

// serve places a reverse proxy at an address.
func (s *stage) serve(address string, send func(*httputil.ProxyRequest), change ...func(*httputil.ReverseProxy)) string {
	s.Helper()
	transport := &http.Transport{DialContext: s.net.Dial, DisableCompression: true}
	p := &httputil.ReverseProxy{
		Transport: transport, FlushInterval: -1, ErrorLog: log.New(io.Discard, "", 0),
		Rewrite: func(r *httputil.ProxyRequest) {
			send(r)
			r.Out.Header.Set("X-Request-Id", byRoute)
		},
	}
	for _, c := range change {
		c(p)
	}
	server := httptest.NewServer(p)
	s.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
		transport.CloseIdleConnections()
	})
	s.net.Place(address, server.Listener.Addr().String())
	return address
}

// buffering keeps an answer back until it is whole, as a proxy does that was not told to stream.
func buffering(p *httputil.ReverseProxy) {
	p.ModifyResponse = func(r *http.Response) error {
		whole, err := io.ReadAll(r.Body)
		if err != nil {
			return err
		}
		r.Body = io.NopCloser(bytes.NewReader(whole))
		return nil
	}
}
