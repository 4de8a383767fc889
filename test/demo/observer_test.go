// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

func TestObserverKnowsWhenThingsChanged(t *testing.T) {
	t.Parallel()
	w, epoch := newObserver(), time.Unix(1000, 0)
	moment := func(n int) time.Time { return epoch.Add(time.Duration(n) * time.Second) }
	w.setSlice("hapa-ipv4", []string{"192.0.2.10"}, moment(1))
	w.setSlice("hapa-ipv4", []string{"192.0.2.10"}, moment(2))
	w.setStatus(v1alpha1.CodeGenBackendStatus{Active: "vllm"}, moment(3))
	w.setStatus(v1alpha1.CodeGenBackendStatus{Active: "vllm", CooldownSeconds: 30}, moment(4))
	now, _ := w.current()
	if !now.routedAt.Equal(moment(1)) || !now.activeAt.Equal(moment(3)) || now.status.CooldownSeconds != 30 {
		t.Errorf("it saw %+v", now)
	}
	w.setSlice("hapa-ipv4-2", []string{"192.0.2.20"}, moment(5))
	if now, _ = w.current(); now.routesTo("192.0.2.10") || now.routesTo("192.0.2.20") {
		t.Error("two addresses were taken for one")
	}
	w.setSlice("hapa-ipv4", nil, moment(6))
	if now, _ = w.current(); !now.routesTo("192.0.2.20") || !now.routedAt.Equal(moment(6)) {
		t.Errorf("it saw %+v", now)
	}
}

func notActive(s observation) []string {
	if s.status.Active == "" {
		return []string{"nothing is active"}
	}
	return nil
}

func TestObserverWaits(t *testing.T) {
	t.Parallel()
	w := newObserver()
	if _, err := w.until(t.Context(), time.Millisecond, notActive); err == nil || !strings.HasSuffix(err.Error(), ": nothing is active") {
		t.Errorf("it tells %v", err)
	}
	go w.setStatus(v1alpha1.CodeGenBackendStatus{Active: "legacy"}, time.Now())
	if now, err := w.until(t.Context(), time.Minute, notActive); err != nil || now.status.Active != "legacy" {
		t.Errorf("it saw %+v, %v", now, err)
	}
}

func TestObserverTellsWhyItStopped(t *testing.T) {
	t.Parallel()
	ctx, fail := context.WithCancelCause(t.Context())
	ended := errors.New("the operator stopped unexpectedly")
	fail(ended)
	if _, err := newObserver().until(ctx, time.Minute, notActive); !errors.Is(err, ended) {
		t.Errorf("it tells %v", err)
	}
}
