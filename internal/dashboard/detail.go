// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package dashboard

import (
	"time"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/page"
)

// Detail is what the page shows of one backend.
type Detail struct {
	Summary
	Created    time.Time      `json:"created"`
	Facts      Facts          `json:"facts"`
	Conditions []Condition    `json:"conditions"`
	Engines    []Engine       `json:"engines"`
	Routes     []Route        `json:"routes"`
	Canaries   []Canary       `json:"canaries"`
	Flips      []Flip         `json:"flips"`
	Report     page.Localized `json:"report"`
}

// NewDetail returns the details of a backend.
func NewDetail(b *v1alpha1.CodeGenBackend, language page.Language, now time.Time) Detail {
	return Detail{
		Summary: NewSummary(b), Created: b.CreationTimestamp.Time, Facts: factsOf(b, now),
		Conditions: conditionsOf(b), Engines: enginesOf(b), Routes: routesOf(b), Canaries: canariesOf(b),
		Flips: flipsOf(b), Report: page.NewReport(b, page.SourceCluster).Localize(language),
	}
}

// Facts are the mode, pin, cooldown and failback of a backend.
type Facts struct {
	WouldBe       v1alpha1.EngineName `json:"wouldBe,omitempty"`
	Pin           *Pin                `json:"pin,omitempty"`
	CooldownUntil *time.Time          `json:"cooldownUntil,omitempty"` // no failback to vllm before
	Failback      *Failback           `json:"failback,omitempty"`
	Behind        bool                `json:"behind,omitempty"` // the status is of an older generation
}

// Pin is a declared pin.
type Pin struct {
	Engine  v1alpha1.EngineName `json:"engine"`
	Until   time.Time           `json:"until"`
	Reason  string              `json:"reason"`
	Expired bool                `json:"expired,omitempty"`
}

// Failback is a gradual failback, in progress or aborted.
type Failback struct {
	Percent int32      `json:"percent,omitempty"`
	Since   *time.Time `json:"since,omitempty"`
	Aborted *time.Time `json:"aborted,omitempty"`
}

func factsOf(b *v1alpha1.CodeGenBackend, now time.Time) Facts {
	status := &b.Status
	f := Facts{WouldBe: status.WouldBe, Behind: status.ObservedGeneration != b.Generation}
	if p := b.Spec.Failover.Pin; p != nil {
		f.Pin = &Pin{Engine: p.Engine, Until: p.Until.Time, Reason: page.Sanitize(p.Reason), Expired: !p.Until.After(now)}
	}
	if status.Active == v1alpha1.EngineLegacy && status.CooldownSeconds > 0 && len(status.Flips) > 0 {
		until := status.Flips[0].Time.Add(time.Duration(status.CooldownSeconds) * time.Second)
		f.CooldownUntil = &until
	}
	if back := status.Failback; back != nil {
		f.Failback = &Failback{Percent: back.VLLMPercent}
		if !back.Since.IsZero() {
			f.Failback.Since = &back.Since.Time
		}
		if !back.AbortedTime.IsZero() {
			f.Failback.Aborted = &back.AbortedTime.Time
		}
	}
	return f
}

// Condition is a condition of the status, with the advice on its reason.
type Condition struct {
	Type    string    `json:"type"`
	Status  string    `json:"status"`
	Reason  string    `json:"reason"`
	Message string    `json:"message"`
	Since   time.Time `json:"since"`
	Tone    page.Tone `json:"tone"`
	Advice
}

// conditionsOf returns all conditions. One about something that is not declared is neither good nor bad.
func conditionsOf(b *v1alpha1.CodeGenBackend) []Condition {
	all := []Condition{}
	for _, c := range b.Status.Conditions {
		tone := page.ToneOfCondition(c)
		if tone != page.Good && page.NotDeclared(b, c) {
			tone = page.Plain
		}
		all = append(all, Condition{
			Type: c.Type, Status: string(c.Status), Reason: c.Reason, Message: page.Sanitize(c.Message), Since: c.LastTransitionTime.Time, Tone: tone, Advice: adviceFor(c.Type, c.Reason),
		})
	}
	return all
}

// Flip is an entry of the flip history.
type Flip struct {
	Time    time.Time           `json:"time"`
	From    v1alpha1.EngineName `json:"from"`
	To      v1alpha1.EngineName `json:"to"`
	Reason  string              `json:"reason"`
	Message string              `json:"message,omitempty"`
}

func flipOf(f v1alpha1.Flip) Flip {
	return Flip{Time: f.Time.Time, From: f.From, To: f.To, Reason: f.Reason, Message: page.Sanitize(f.Message)}
}

func flipsOf(b *v1alpha1.CodeGenBackend) []Flip {
	all := []Flip{}
	for _, f := range b.Status.Flips {
		all = append(all, flipOf(f))
	}
	return all
}
