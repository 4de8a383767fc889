// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/api/reason"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
	"github.com/codegen-dev/codegen-operator/internal/sse"
	"github.com/codegen-dev/codegen-operator/test/timing"
)

// slack is how much may be read ahead.
const slack = 4 << 10

// forever repeats a piece without an end, and counts what was taken.
type forever struct {
	piece string
	taken int
}

func (f *forever) Read(p []byte) (int, error) {
	for n := range p {
		p[n] = f.piece[(f.taken+n)%len(f.piece)]
	}
	f.taken += len(p)
	return len(p), nil
}

func TestStreamsAreBounded(t *testing.T) {
	t.Parallel()
	token := "data: {\"text\":\"" + strings.Repeat("a", 200) + "\"}\n\n"
	for name, c := range map[string]struct {
		piece, says string
		most        int // bytes taken
	}{
		"too many bytes":                 {token, "more than is read of an answer", maxStream + slack},
		"too many events":                {"data:{}\n\n", "more than 20000 events", 20_000*9 + slack},
		"too many events without data":   {"id: 1\n\n", "more than 20000 events", 20_000*7 + slack},
		"an event without an end":        {"data: {}\n", "an event that is longer", sse.MaxEvent + slack},
		"a line without an end":          {"data", "an event that is longer", sse.MaxEvent + slack},
		"comments without an end":        {": ping\n\n", "more than is read of an answer", maxStream + slack},
		"a comment line without an end":  {":", "more than is read of an answer", maxStream + slack},
		"blank lines without an end":     {"\n", "more than is read of an answer", maxStream + slack},
		"comments inside an event":       {"data: {}\n" + strings.Repeat(": ping\n", 200), "more than is read of an answer", maxStream + slack},
		"deep JSON, again and again":     {"data: " + strings.Repeat("[", 300) + "\n\n", "not of the protocol", slack},
		"NULs without an end":            {"\x00", "an event that is longer", sse.MaxEvent + slack},
		"line ends of all kinds, no end": {"\r\n\r\r\n", "more than is read of an answer", maxStream + slack},
	} {
		source := &forever{piece: c.piece}
		got := listener(t, protocol.MultiLoRA).record(withTimeout(t, patience), source, time.Now())
		mustBe(t, got.Fault, reason.StreamBroken)
		mustSay(t, got.Fault, c.says)
		if source.taken > c.most || len(got.Events) > maxEvents {
			t.Errorf("%s: %d bytes were taken (at most %d) and %d events", name, source.taken, c.most, len(got.Events))
		}
	}
}

// A hundred thousand levels of nesting: encoding/json gives up at ten thousand, before it builds anything.
func TestDeepJSONIsHarmless(t *testing.T) {
	t.Parallel()
	const depth = 100_000
	for _, deep := range []string{
		strings.Repeat("[", depth), strings.Repeat(`{"a":`, depth/5), strings.Repeat("[", depth) + strings.Repeat("]", depth),
		`{"error":` + strings.Repeat(`{"error":`, depth/5),
	} {
		for _, p := range []protocol.Protocol{protocol.OpenAI, protocol.MultiLoRA, protocol.CodeGen} {
			start := time.Now()
			mustBe(t, replay(t, p, "data: "+deep+"\n\n").Fault, reason.StreamBroken)
			timing.AtMost(t, fmt.Sprintf("%s over %.20s…", p, deep), time.Since(start), time.Second)
			if protocol.ErrorMessage([]byte(deep)) != "" {
				t.Errorf("%.20s… complains", deep)
			}
		}
	}
}

// A stream of exactly the bound is whole.
func TestStreamAtTheBoundPasses(t *testing.T) {
	t.Parallel()
	const tail = "data: {\"text\":\"a\"}\n\ndata: [DONE]\n\n"
	fill := ":" + strings.Repeat("x", maxStream-len(tail)-2) + "\n"
	mustBe(t, replay(t, protocol.MultiLoRA, fill+tail).Fault, "none")
	mustBe(t, replay(t, protocol.MultiLoRA, fill+":\n"+tail).Fault, reason.StreamBroken)
}

func TestReadsAreBounded(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ limit, size int }{{10, 10}, {10, 11}, {0, 0}} {
		_, err := readAll(io.LimitReader(&forever{piece: "a"}, int64(c.size)), c.limit)
		if (err == nil) != (c.size <= c.limit) {
			t.Errorf("%d bytes under a limit of %d: %v", c.size, c.limit, err)
		}
	}
}
