// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"net/http"
	"time"
)

// trait is one row of the table of misbehaviours. Whatever a row leaves out, the
// engine does as a good one does.
type trait struct {
	name  Misbehaviour
	means string

	refuses bool                            // takes no connections
	mute    bool                            // no token moves, also in streams that are in flight
	holds   kinds                           // requests that get no answer at all
	around  func(http.Handler) http.Handler // stands before the engine
	play    func(*stage) error              // plays a stream in place of perform
	frame   framing                         // writes an event in place of plain
	opens   string                          // bytes before the first event
	voice   voice                           // answers in place of the prompt's own answer
	moves   bool                            // the token counter moves by itself, as if others were served
	hides   bool                            // MissingModel is not listed
	aliases bool                            // MissingModel is listed as the base model
	anyBase bool                            // the base model serves what is missing
	anyKey  bool                            // every key is accepted
	skew    func() time.Duration            // by how much its clock is wrong at this look
}

var everything = kinds{KindHealth, KindModels, KindStream, KindGenerate, KindMetrics, KindStatus, KindOther}

// traits is the table; its order is the order in which the names are listed.
// It is filled in by init, because plays and gates look into it themselves.
var traits []trait

func init() {
	traits = append(traits, trait{name: None, means: "behaves well"})
	traits = append(traits, absences...)
	traits = append(traits, gates...)
	traits = append(traits, plays...)
	traits = append(traits, framings...)
	traits = append(traits, voices...)
	traits = append(traits, impostures...)
	traits = append(traits, clocks...)
}

func traitOf(name Misbehaviour) (*trait, bool) {
	for i := range traits {
		if traits[i].name == name {
			return &traits[i], true
		}
	}
	return nil, false
}

var absences = []trait{
	{name: Refuse, means: "refuses connections", refuses: true},
	{name: Hang, means: "accepts connections, answers nothing", mute: true, holds: everything},
	{name: Hung, means: "health 200, streams open, no tokens", mute: true},
	{name: NoFirstByte, means: "health 200, generations get no answer", mute: true, holds: generation},
}

var impostures = []trait{
	{name: MissingAdapter, means: "one adapter is neither listed nor served", hides: true},
	{name: MissingAdapterServed, means: "one adapter is not listed, the base model serves it", hides: true, anyBase: true},
	{name: BaseServedAdapter, means: "one adapter is listed as the base model, which serves it", aliases: true},
	{name: WrongKeyAccepted, means: "every key is accepted", anyKey: true},
}
