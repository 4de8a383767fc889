// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"fmt"
	"strings"
	"time"
)

// behaviour is one row of the table of misbehaviours. What a row leaves out, the engine does as a good one does. Two more tables have code
// for some of the names: replacements answers in place of the engine, and players sends the stream of a generation.
type behaviour struct {
	name  Misbehaviour
	means string

	refuses bool                 // takes no connections
	mute    bool                 // no token moves, also in streams that are in flight
	holds   kinds                // requests that get no answer at all
	frame   framing              // writes an event in place of plain
	opens   string               // bytes before the first event
	answer  answerer             // answers in place of the prompt's own answer
	moves   bool                 // the token counter moves by itself, as if others were served
	hides   bool                 // MissingModel is not listed
	aliases bool                 // MissingModel is listed as the base model
	anyBase bool                 // the base model serves what is missing
	anyKey  bool                 // every key is accepted
	skew    func() time.Duration // by how much its clock is wrong at this moment
}

// behaviours is the table; its order is the order in which the names are listed.
var behaviours = []behaviour{
	{name: None, means: "behaves well"},

	{name: Refuse, means: "refuses connections", refuses: true},
	{name: Hang, means: "accepts connections, answers nothing", mute: true, holds: allKinds},
	{name: Hung, means: "health 200, streams open, no tokens", mute: true},
	{name: NoFirstByte, means: "health 200, generations get no answer", mute: true, holds: generationKinds},

	{name: Starting, means: "has not loaded its model yet"},
	{name: SlowHealthCheck, means: "health checks take SlowHealth"},
	{name: Health500, means: "health 500, generations work"},
	{name: Saturated, means: "429 with Retry-After"},
	{name: Unavailable, means: "503 with Retry-After"},
	{name: Plain503, means: "503 without Retry-After"},
	{name: Status500, means: "generations fail with 500"},
	{name: Redirect, means: "everything is a redirect to elsewhere"},
	{name: HTML200, means: "an HTML error page with status 200"},
	{name: Gzip, means: "compresses though not asked to"},
	{name: GzipBomb, means: "a small reply unpacks to a gibibyte"},

	{name: Busy, means: "a long queue before the first token, others are served", moves: true},
	{name: ErrorInStream, means: "an error event inside the stream, an end marker after it"},
	{name: Truncated, means: "the connection closes in the middle"},
	{name: NoEndMarker, means: "all the text and no end marker"},
	{name: UnfinishedEvent, means: "no blank line after the end marker"},
	{name: HeadersOnly, means: "nothing after the headers"},
	{name: Buffered, means: "everything at once at the end"},
	{name: Padding, means: "few chunks among many events without text"},
	{name: Drip, means: "now and then a byte, a comment or an empty event, forever"},
	{name: Endless, means: "text without pause and without end"},
	{name: HugeEvent, means: "one line of HugeEventBytes"},
	{name: DeepJSON, means: "JSON nested a hundred thousand levels deep"},

	{name: BOM, means: "the stream begins with a byte order mark (valid)", opens: "\uFEFF"},
	{name: CROnly, means: "lines end with CR (valid)", frame: crOnly},
	{name: MultiDataLines, means: "an event spreads over several data lines (valid)", frame: multiDataLines},
	{name: SplitRunes, means: "characters are cut between writes (valid)", frame: splitRunes, answer: answerer{text: accented}},
	{name: InvalidUTF8, means: "text that is not UTF-8", frame: invalidUTF8},
	{name: NULBytes, means: "raw NUL bytes", frame: nulBytes},

	{name: HardCoded, means: "one answer whatever the prompt", answer: answerer{text: hardCoded}},
	{name: WrongOutput, means: "answers something else", answer: answerer{text: fixed("raise SystemExit(1)")}},
	{name: Empty, means: "nothing but white space", answer: answerer{text: fixed("  \n"), line: blankLine}},

	{name: MissingAdapter, means: "one adapter is neither listed nor served", hides: true},
	{name: MissingAdapterServed, means: "one adapter is not listed, the base model serves it", hides: true, anyBase: true},
	{name: BaseServedAdapter, means: "one adapter is listed as the base model, which serves it", aliases: true},
	{name: WrongKeyAccepted, means: "every key is accepted", anyKey: true},

	{name: ClockStep, means: "its clock steps by an hour, back and forth, in the middle of streams", skew: stepping},
}

func behaviourOf(name Misbehaviour) (*behaviour, bool) {
	for i := range behaviours {
		if behaviours[i].name == name {
			return &behaviours[i], true
		}
	}
	return nil, false
}

// Misbehaviours lists every name, None first, in the order of the table.
func Misbehaviours() []Misbehaviour {
	names := make([]Misbehaviour, len(behaviours))
	for i := range behaviours {
		names[i] = behaviours[i].name
	}
	return names
}

// ParseMisbehaviour finds a misbehaviour by its name; "" is None. The error lists the names.
func ParseMisbehaviour(name string) (Misbehaviour, error) {
	if name == "" {
		return None, nil
	}
	if _, ok := behaviourOf(Misbehaviour(name)); ok {
		return Misbehaviour(name), nil
	}
	return "", fmt.Errorf("unknown misbehaviour %q: use one of %s", name, namesOfMisbehaviours())
}

func namesOfMisbehaviours() string {
	var names []string
	for _, m := range Misbehaviours() {
		names = append(names, string(m))
	}
	return strings.Join(names, ", ")
}

// Means says in a few words what the engine then does; "" for a name that is not in the table.
func (m Misbehaviour) Means() string {
	if t, ok := behaviourOf(m); ok {
		return t.means
	}
	return ""
}
