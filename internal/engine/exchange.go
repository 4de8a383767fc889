// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"bytes"
	"context"
	"io"
	"net/http"

	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// get asks for a page. The caller closes the body of a good answer.
func (c *Client) get(ctx context.Context, path string) (*http.Response, *Fault) {
	req := &http.Request{Method: http.MethodGet, URL: c.base.JoinPath(path), Host: c.base.Host, Header: c.headers.get}
	return c.send(ctx, req, page, "")
}

// fetch reads a page of at most so many bytes.
func (c *Client) fetch(ctx context.Context, path string, limit int) ([]byte, *Fault) {
	resp, fault := c.get(ctx, path)
	if fault != nil {
		return nil, fault
	}
	defer resp.Body.Close()
	body, err := readAll(resp.Body, limit)
	if err != nil {
		return nil, c.classify(page).fault(ctx, err)
	}
	return body, nil
}

// readAll reads a whole body; one over the limit is an error.
func readAll(body io.Reader, limit int) ([]byte, error) {
	all, err := io.ReadAll(io.LimitReader(body, int64(limit)+1))
	if err == nil && len(all) > limit {
		err = errTooLarge
	}
	return all, err
}

// post writes the request for a generation.
func (c *Client) post(g protocol.Generation) (*http.Request, error) {
	body, err := g.Body(c.format)
	if err != nil {
		return nil, err
	}
	path := c.format.Paths().Generate
	req := &http.Request{Method: http.MethodPost, URL: c.base.JoinPath(path), Host: c.base.Host, Header: c.headers.stream}
	req.ContentLength = int64(len(body))
	req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	req.Body, err = req.GetBody()
	return req, err
}

// send sends a request and holds the head of the answer against what was asked for. The model is named in messages; it may
// be empty.
func (c *Client) send(ctx context.Context, req *http.Request, want media, model string) (*http.Response, *Fault) {
	resp, err := c.transport.RoundTrip(req.WithContext(ctx))
	if err != nil {
		return nil, c.classify(want).fault(ctx, err)
	}
	c.tripwire.muted.Store(resp.Close)
	if fault := c.checkResponse(resp, want, model); fault != nil {
		_ = resp.Body.Close()
		return nil, fault
	}
	return resp, nil
}

func (c *Client) classify(want media) faultClassifier {
	return faultClassifier{where: c.where(), secret: c.secret, streaming: want == eventStream}
}
