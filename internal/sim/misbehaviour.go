// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

// Misbehaviour is the name of one way in which an engine fails.
type Misbehaviour string

const (
	// None is good behaviour.
	None Misbehaviour = "none"

	// Refuse refuses connections, and resets those that are open.
	Refuse Misbehaviour = "refuse"
	// Hang accepts connections and never answers anything; streams in flight fall silent.
	Hang Misbehaviour = "hang"
	// Hung passes health and model checks, and accepts streams with a 200, but no
	// token ever comes and the token counter stands still.
	Hung Misbehaviour = "hung"
	// NoFirstByte passes health and model checks, and never sends the headers of a generation.
	NoFirstByte Misbehaviour = "no-first-byte"
	// Busy queues every request for BusyWait while the token counter moves on.
	Busy Misbehaviour = "busy"
	// Starting has not loaded its model yet, and says so.
	Starting Misbehaviour = "starting"

	// SlowHealthCheck answers health checks after SlowHealth.
	SlowHealthCheck Misbehaviour = "slow-health"
	// Health500 answers health checks with 500; generations work.
	Health500 Misbehaviour = "health-500"
	// Saturated answers generations with 429 and Retry-After.
	Saturated Misbehaviour = "saturated"
	// Unavailable answers generations with 503 and Retry-After.
	Unavailable Misbehaviour = "unavailable"
	// Plain503 answers generations with 503 and no Retry-After.
	Plain503 Misbehaviour = "503-plain"
	// Status500 answers generations with 500.
	Status500 Misbehaviour = "500"

	// ErrorInStream sends half the tokens, then an error event, then an end marker all the same.
	ErrorInStream Misbehaviour = "error-in-stream"
	// Truncated closes the connection after half the tokens, with no end marker.
	Truncated Misbehaviour = "truncated"
	// NoEndMarker sends all the text and ends the reply properly, but without an end marker.
	NoEndMarker Misbehaviour = "no-end-marker"
	// UnfinishedEvent leaves out the blank line after the end marker, so that it does not count.
	UnfinishedEvent Misbehaviour = "unfinished-event"
	// HeadersOnly ends the stream right after its headers.
	HeadersOnly Misbehaviour = "headers-only"
	// Buffered generates at the normal pace and delivers everything at once at the end,
	// headers included, as a buffering proxy does.
	Buffered Misbehaviour = "buffered"
	// Padding hides few real chunks among many role-only, empty and usage-only events.
	Padding Misbehaviour = "padding"
	// Drip sends a byte, a comment or an empty event every DripInterval, forever.
	Drip Misbehaviour = "drip"
	// Endless sends text events without a pause and without an end.
	Endless Misbehaviour = "endless"
	// HugeEvent sends one event that is one line of HugeEventBytes.
	HugeEvent Misbehaviour = "huge-event"
	// DeepJSON sends an event of JSON that is nested a hundred thousand levels deep.
	DeepJSON Misbehaviour = "deep-json"
	// InvalidUTF8 sends text that is not UTF-8.
	InvalidUTF8 Misbehaviour = "invalid-utf8"
	// NULBytes sends raw NUL bytes, in a comment and inside the text of an event.
	NULBytes Misbehaviour = "nul-bytes"

	// BOM begins the stream with a byte order mark, which is valid: a good client reads it.
	BOM Misbehaviour = "bom"
	// CROnly ends its lines with CR, which is valid.
	CROnly Misbehaviour = "cr-only"
	// MultiDataLines spreads each event over several data lines, which is valid.
	MultiDataLines Misbehaviour = "multi-data-lines"
	// SplitRunes sends multi-byte text and cuts each character in two between writes, which is valid.
	SplitRunes Misbehaviour = "split-runes"

	// HardCoded answers HardCodedAnswer whatever the prompt.
	HardCoded Misbehaviour = "hard-coded"
	// WrongOutput answers something else than was asked for.
	WrongOutput Misbehaviour = "wrong-output"
	// Empty generates nothing but white space.
	Empty Misbehaviour = "empty"
	// MissingAdapter neither lists nor serves MissingModel: 404 (OpenAI) or 400.
	MissingAdapter Misbehaviour = "missing-adapter"
	// MissingAdapterServed does not list MissingModel, and serves it silently by the base model.
	MissingAdapterServed Misbehaviour = "missing-adapter-served"
	// BaseServedAdapter lists MissingModel, but as another name of the base model, and serves it so.
	BaseServedAdapter Misbehaviour = "base-served-adapter"
	// WrongKeyAccepted serves whatever key is shown, or none.
	WrongKeyAccepted Misbehaviour = "wrong-key-accepted"
	// ClockStep has a clock that steps by an hour, back and forth, all the time: in Date, in created and timestamp, and in
	// sent_unix_nano. It paces its streams as ever.
	ClockStep Misbehaviour = "clock-step"

	// Redirect answers everything with a 307 to [ElsewherePath] on the same engine, which counts as KindElsewhere.
	Redirect Misbehaviour = "redirect"
	// HTML200 answers everything with an HTML error page and status 200.
	HTML200 Misbehaviour = "html-200"
	// Gzip compresses everything but health replies, though nobody asked for it.
	Gzip Misbehaviour = "gzip"
	// GzipBomb answers models and generations with a small reply that unpacks to a gibibyte.
	GzipBomb Misbehaviour = "gzip-bomb"
)
