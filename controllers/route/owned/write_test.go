// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package owned

import (
	"encoding/json"
	"errors"
	"io"
	"testing"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime/schema"
	corev1ac "k8s.io/client-go/applyconfigurations/core/v1"
)

// A write that the API server refused did nothing. After an error of the server or of the connection it may have been done, unless a live
// read shows the object as it was.
func TestResultOfAWrite(t *testing.T) {
	t.Parallel()
	resource := schema.GroupResource{Resource: "services"}
	for name, c := range map[string]struct {
		write, read error
		uncertain   bool
	}{
		"done":                            {nil, nil, false},
		"refused":                         {apierrors.NewForbidden(resource, "code", nil), io.EOF, false},
		"a conflict":                      {apierrors.NewConflict(resource, "code", nil), io.EOF, false},
		"a broken connection":             {io.EOF, io.EOF, true},
		"an error of the server":          {apierrors.NewInternalError(io.EOF), io.EOF, true},
		"a broken connection, as before":  {io.EOF, nil, false}, // the live read does not find the object, which did not exist
		"a server's error, and as before": {apierrors.NewInternalError(io.EOF), nil, false},
	} {
		s, _ := store(c.read)
		backend := declaring("hapa", 0)
		err := s.write(t.Context(), &backend, service, func() error { return c.write })
		if (err == nil) != (c.write == nil) || errors.Is(err, ErrUncertain) != c.uncertain {
			t.Errorf("%s: %v", name, err)
		}
		if s.Expectations.Fulfilled(hapa, service) {
			t.Errorf("%s: the cache is trusted right after a write", name)
		}
	}
}

func TestUncertainRead(t *testing.T) {
	t.Parallel()
	if err := Uncertain(io.EOF); !errors.Is(err, ErrUncertain) || !errors.Is(err, io.EOF) {
		t.Errorf("a broken connection: %v", err)
	}
	if err := Uncertain(apierrors.NewForbidden(schema.GroupResource{}, "x", nil)); errors.Is(err, ErrUncertain) {
		t.Errorf("a forbidden read is certain: %v", err)
	}
}

// An object is written again if it lacks something that is wanted, or if something is wanted no longer.
func TestDrift(t *testing.T) {
	t.Parallel()
	wanted := func(port int32) Object {
		return NewObject("Service", code(""), corev1ac.Service("code", "team").WithSpec(
			corev1ac.ServiceSpec().WithPorts(corev1ac.ServicePort().WithName("http").WithPort(port))))
	}
	for name, c := range map[string]struct {
		has, want int32
		extra     bool
		drifted   bool
	}{"as wanted": {80, 80, false, false}, "another port": {80, 81, false, true}, "a label of others": {80, 80, true, false}} {
		has := wanted(c.has)
		o := wanted(c.want)
		o.Actual = applied(t, has, c.extra)
		if got, err := o.drifted(); err != nil || got != c.drifted {
			t.Errorf("%s: drifted() = %t, %v", name, got, err)
		}
	}
}

// applied is the object that the API server would have made of what was applied.
func applied(t *testing.T, o Object, extraLabel bool) *corev1.Service {
	t.Helper()
	text, err := json.Marshal(o.wanted)
	if err != nil {
		t.Fatal(err)
	}
	var s corev1.Service
	if err := json.Unmarshal(text, &s); err != nil {
		t.Fatal(err)
	}
	if extraLabel {
		s.Labels = map[string]string{"team": "x"}
	}
	return &s
}
