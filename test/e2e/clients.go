// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"

	"github.com/codegen-dev/codegen-operator/test/e2e/visit"
	"github.com/codegen-dev/codegen-operator/test/timing"
)

// Clients of each way, at a time.
const clients = 4

// records are what all clients met.
type records struct {
	mu  sync.Mutex
	all []visit.Record // guarded by mu
}

func (r *records) add(one visit.Record) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.all = append(r.all, one)
}

// since are the records of a way whose requests ended after a moment.
func (r *records) since(way string, at time.Time) []visit.Record {
	r.mu.Lock()
	defer r.mu.Unlock()
	var found []visit.Record
	for _, one := range r.all {
		if one.Way == way && one.Ended.After(at) {
			found = append(found, one)
		}
	}
	return found
}

// servedBy is when a client by a way first got a chunk of an engine, of a request that was begun after a moment.
func (r *records) servedBy(way, engine string, after time.Time) (time.Time, bool) {
	var first time.Time
	for _, one := range r.since(way, after) {
		if one.Engine == engine && one.Begun.After(after) && !one.First.IsZero() && (first.IsZero() || one.First.Before(first)) {
			first = one.First
		}
	}
	return first, !first.IsZero()
}

// visit has clients come, by both ways, and listens to what they tell.
func (s *stage) visit(ctx context.Context) error {
	for _, c := range []struct{ way, url, patience string }{
		{visit.ByService, "http://" + backendName, "1s"},
		{visit.ByGateway, "http://" + backendName + "-gateway", "20s"},
	} {
		if err := s.apply(ctx, clientPod(c.way, c.url, c.patience, clients)); err != nil {
			return err
		}
		name := c.way + "-clients"
		if _, err := s.node.Kubectl(ctx, "", "wait", "--for=condition=Ready", "pod/"+name, kubectlTimeout); err != nil {
			return err
		}
		go s.listen(ctx, name)
	}
	begun := time.Now()
	for _, way := range []string{visit.ByService, visit.ByGateway} {
		if err := s.until(ctx, "a client of the "+way+" is served by vllm", func() bool {
			_, ok := s.met.servedBy(way, vllm, begun)
			return ok
		}); err != nil {
			return err
		}
	}
	s.tell.say("%d clients stream through http://%s, and %[1]d through http://%[2]s-gateway, in Pods, without a pause", clients, backendName)
	return nil
}

// listen reads the log of clients until ctx ends.
func (s *stage) listen(ctx context.Context, pod string) {
	log, err := s.pods.CoreV1().Pods(namespace).GetLogs(pod, &corev1.PodLogOptions{Follow: true}).Stream(ctx)
	if err != nil {
		s.tell.say("the log of %s: %v", pod, err)
		return
	}
	defer log.Close()
	lines := bufio.NewScanner(log)
	for lines.Scan() {
		var r visit.Record
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			s.tell.say("%s said: %s", pod, lines.Text())
			continue
		}
		s.met.add(r)
	}
	if ctx.Err() == nil {
		s.tell.say("the log of %s ended: %v", pod, lines.Err())
	}
}

// kubectlTimeout is the flag that has kubectl wait as long as everything else.
var kubectlTimeout = "--timeout=" + timing.Deadline.String()

// until waits until something holds. A bound that is exceeded is reported with its measured time, so the deadline is only for what hangs.
func (s *stage) until(ctx context.Context, what string, holds func() bool) error {
	ctx, cancel := context.WithTimeout(ctx, timing.Deadline)
	defer cancel()
	ticks := time.NewTicker(20 * time.Millisecond)
	defer ticks.Stop()
	for !holds() {
		select {
		case <-ctx.Done():
			return fmt.Errorf("waited %v until %s: %w", timing.Deadline, what, context.Cause(ctx))
		case <-ticks.C:
		}
	}
	return nil
}
