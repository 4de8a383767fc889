// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controlplane

import "time"

// heartbeat is how often long work shows that it goes on: seldom enough for
// the log of a CI run, often enough for someone who waits.
const heartbeat = 15 * time.Second

// during says how long work has taken, again and again until it ends. The work
// must not write to progress itself.
func (w wanted) during(what string, work func() error) error {
	begun := time.Now()
	done := make(chan error, 1)
	go func() { done <- work() }()
	ticker := time.NewTicker(heartbeat)
	defer ticker.Stop()
	for {
		select {
		case err := <-done:
			return err
		case <-ticker.C:
			w.say("%s: %s so far", what, time.Since(begun).Round(time.Second))
		}
	}
}
