// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"sync"
	"time"

	"github.com/codegen-dev/codegen-operator/test/e2e/load"
)

// clients is the number of concurrent clients of each way.
const clients = 4

// records are the outcomes of all requests.
type records struct {
	mu  sync.Mutex
	all []load.Record // guarded by mu
}

func (r *records) add(one load.Record) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.all = append(r.all, one)
}

// since are the records of a way whose requests ended after a moment.
func (r *records) since(way string, at time.Time) []load.Record {
	r.mu.Lock()
	defer r.mu.Unlock()
	var found []load.Record
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
