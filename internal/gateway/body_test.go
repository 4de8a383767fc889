// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
	"testing/iotest"

	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

// TestBodiesThatCannotBeRead: what stands in the way of a body decides what the client gets.
func TestBodiesThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err        error
		status     int
		retryAfter string
	}{
		{&http.MaxBytesError{Limit: 1}, 413, ""},
		{&protocol.Problem{Status: 503, Message: "no room"}, 503, "1"},
		{os.ErrDeadlineExceeded, 408, ""},
		{io.ErrUnexpectedEOF, 400, ""},
		{errors.New("anything"), 400, ""},
	} {
		w := httptest.NewRecorder()
		x := &exchange{w: w, r: httptest.NewRequest(http.MethodPost, "/", iotest.ErrReader(c.err))}
		if _, problem := x.body(); problem == nil || problem.Status != c.status || w.Header().Get("Retry-After") != c.retryAfter {
			t.Errorf("%v: %+v, Retry-After %q", c.err, problem, w.Header().Get("Retry-After"))
		}
	}
}
