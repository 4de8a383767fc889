// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"bytes"
	"net/http"
	"time"
)

// events writes Server-Sent Events to one client, each flushed as it comes.
type events struct {
	w     http.ResponseWriter
	flush *http.ResponseController
	frame framing
	opens string
	begun bool
	held  *bytes.Buffer // where events wait, while not nil
	stamp bool
	call  *call
}

func newEvents(w http.ResponseWriter, c *call) *events {
	frame := c.behaviour.frame
	if frame == nil {
		frame = plain
	}
	return &events{
		w: w, flush: http.NewResponseController(w), frame: frame,
		opens: c.behaviour.opens, stamp: c.script.StampSends, call: c,
	}
}

// begin sends the headers, and the bytes before the first event; once.
func (o *events) begin() error {
	if o.begun {
		return nil
	}
	o.begun = true
	h := o.w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-cache")
	h.Set("X-Accel-Buffering", "no")
	if o.call.behaviour.skew != nil { // else net/http dates the reply
		h.Set("Date", o.call.now().UTC().Format(http.TimeFormat))
	}
	if o.held == nil {
		o.w.WriteHeader(http.StatusOK)
	}
	return o.raw([]byte(o.opens))
}

func (o *events) send(evs ...event) error {
	for _, ev := range evs {
		if o.stamp {
			o.call.entry.stamp(time.Now())
			ev = stamped(ev, o.call.now())
		}
		for _, piece := range o.frame(ev) {
			if err := o.raw(piece); err != nil {
				return err
			}
		}
	}
	return nil
}

// raw sends bytes as they are.
func (o *events) raw(b []byte) error {
	if o.held != nil {
		_, err := o.held.Write(b)
		return err
	}
	if _, err := o.w.Write(b); err != nil {
		return err
	}
	return o.flush.Flush()
}

// hold keeps back everything, the headers included, until release.
func (o *events) hold() { o.held = &bytes.Buffer{} }

func (o *events) release() error {
	held := o.held.Bytes()
	o.held = nil
	return o.raw(held)
}
