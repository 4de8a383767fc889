// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sse

import (
	"errors"
	"io"
	"strings"
	"testing"

	standard "github.com/tmaxmax/go-sse"
	"pgregory.net/rapid"
)

// read cuts a body that comes in pieces into events, and calls each with the number of pieces that were read.
func read(t testing.TB, pieces []string, each func(e Event, read int)) error {
	t.Helper()
	f := NewFramer(make([]byte, 64))
	for i, piece := range pieces {
		for piece != "" {
			free, err := f.Free()
			if err != nil {
				return err
			}
			n := copy(free, piece)
			piece = piece[n:]
			f.Advance(n)
			for e, ok := f.Next(); ok; e, ok = f.Next() {
				each(e, i+1)
			}
		}
	}
	return nil
}

// dataOf are the data of the events in the pieces.
func dataOf(t testing.TB, pieces ...string) (words []string) {
	t.Helper()
	err := read(t, pieces, func(e Event, _ int) { words = append(words, string(e.Type)+"="+string(e.Data)) })
	if err != nil {
		words = append(words, err.Error())
	}
	return words
}

// An event counts as soon as its blank line is there: nothing behind it is waited for.
func TestEventIsDispatchedWithItsLastByte(t *testing.T) {
	t.Parallel()
	for _, end := range []string{"\n\n", "\r\r", "\r\n\r", "\n\r"} {
		first := 0
		_ = read(t, []string{"data: {\"text\":\"a\"}" + end, "data: [DONE]\n\n"}, func(_ Event, read int) {
			if first == 0 {
				first = read
			}
		})
		if first != 1 {
			t.Errorf("after %q: the next event was read before this one was given", end)
		}
	}
}

// However a body is cut into reads, the events are the same, and the same as those of an independent reader. That one also gives events
// without data, which are left out.
func TestFramerReadsTheStandard(t *testing.T) {
	t.Parallel()
	line := rapid.SampledFrom([]string{
		"data: a", "data:b", "data", ": c", ":", "id: 1", "event: x", "event", "event:y", "", "", "dat", " data: x", "data: \xff\x00", "data: " + strings.Repeat("d", 200),
		": " + strings.Repeat("c", 200),
	})
	rapid.Check(t, func(t *rapid.T) {
		var body strings.Builder
		for _, l := range rapid.SliceOf(line).Draw(t, "lines") {
			body.WriteString(l + rapid.SampledFrom([]string{"\n", "\r", "\r\n"}).Draw(t, "end"))
		}
		got := dataOf(nop{}, cuts(t, body.String())...)
		if whole := dataOf(nop{}, body.String()); strings.Join(got, "|") != strings.Join(whole, "|") {
			t.Fatalf("%q: cut into reads %q, whole %q", body.String(), got, whole)
		}
		want := standardEvents(body.String())
		got = withData(got)
		if strings.Join(got, "|") != strings.Join(want, "|") {
			t.Fatalf("%q: %q, want %q", body.String(), got, want)
		}
	})
}

// nop is a test whose helpers are never marked; package rapid has its own.
type nop struct{ testing.TB }

func (nop) Helper() {}

func cuts(t *rapid.T, body string) []string {
	var pieces []string
	for body != "" {
		n := rapid.IntRange(1, len(body)).Draw(t, "cut")
		pieces, body = append(pieces, body[:n]), body[n:]
	}
	return pieces
}

func standardEvents(body string) []string {
	var words []string
	for e, err := range standard.Read(strings.NewReader(body), nil) {
		if err == nil {
			words = append(words, e.Type+"="+e.Data)
		}
	}
	return withData(words)
}

func withData(words []string) (kept []string) {
	for _, w := range words {
		if !strings.HasSuffix(w, "=") {
			kept = append(kept, w)
		}
	}
	return kept
}

// Whatever comes without an end is cut off at the bound, but comments are dropped, however long they are.
func TestEventsAreBounded(t *testing.T) {
	t.Parallel()
	const slack = 4 << 10
	for name, c := range map[string]struct {
		piece string
		long  bool
	}{
		"an event without an end":       {"data: {}\n", true},
		"other fields without an end":   {"id: 1\n", true},
		"a line without an end":         {"data", true},
		"NULs without an end":           {"\x00", true},
		"a comment line without an end": {":", false},
		"comments inside an event":      {": ping\n", false},
		"comments between events":       {": ping\n\n", false},
		"blank lines":                   {"\n", false},
	} {
		f := NewFramer(make([]byte, 2<<10))
		if strings.HasPrefix(name, "comments inside") {
			f.Advance(copy(must(f.Free()), "data: {}\n"))
		}
		taken := 0
		var err error
		for err == nil && taken < 8*MaxEvent {
			var free []byte
			if free, err = f.Free(); err != nil {
				break
			}
			n := 0
			for n+len(c.piece) <= len(free) {
				n += copy(free[n:], c.piece)
			}
			if n == 0 {
				n = copy(free, c.piece)
			}
			taken += n
			f.Advance(n)
			for _, ok := f.Next(); ok; _, ok = f.Next() {
				continue
			}
		}
		if c.long != errors.Is(err, ErrLongEvent) || c.long && taken > MaxEvent+slack || !c.long && cap(f.Buffer()) > 4*slack {
			t.Errorf("%s: %v after %d bytes, in a buffer of %d", name, err, taken, cap(f.Buffer()))
		}
	}
}

func must(free []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return free
}

// An event that is written can be read again.
func TestWrittenEventsCanBeRead(t *testing.T) {
	t.Parallel()
	for _, data := range []string{"", "a", "a\nb", "\n", `{"a":1}`} {
		if got := dataOf(t, string(AppendEvent(nil, []byte(data)))); len(got) != 1 || got[0] != "="+data {
			t.Errorf("%q is read as %q", data, got)
		}
	}
}

func TestEventsWithoutDataAreCounted(t *testing.T) {
	t.Parallel()
	f := NewFramer(make([]byte, 2<<10))
	f.Advance(copy(must(f.Free()), "id: 1\n\n: ping\n\n\n\ndata: a\n\n"))
	if e, ok := f.Next(); !ok || string(e.Data) != "a" || f.Count() != 2 {
		t.Errorf("%q, %t, after %d events", e.Data, ok, f.Count())
	}
}

// FuzzFramer holds the framer against itself, however a body is cut, and against an independent reader.
func FuzzFramer(f *testing.F) {
	for _, seed := range []string{"data: a\n\nevent: x\ndata\n\n", "\uFEFFdata:a\r\r: c\r\ndata: b\r\n\r\n", "data: a\n: c\ndata: b\n\nid: 7\n\n"} {
		f.Add([]byte(seed), uint8(1))
	}
	f.Fuzz(func(t *testing.T, body []byte, size uint8) {
		if len(body) > 1<<14 {
			return
		}
		var pieces []string
		for rest := string(body); rest != ""; {
			n := min(int(size)+1, len(rest))
			pieces, rest = append(pieces, rest[:n]), rest[n:]
		}
		whole, cut := dataOf(t, string(body)), dataOf(t, pieces...)
		if strings.Join(whole, "\x00") != strings.Join(cut, "\x00") {
			t.Fatalf("cut otherwise, the events are %q and not %q", cut, whole)
		}
	})
}

// BenchmarkFramer cuts a stream of 200 usual events that come one by one.
func BenchmarkFramer(b *testing.B) {
	event := []byte(`data: {"id":"chatcmpl-0123456789abcdef","object":"chat.completion.chunk","created":1753000000,"model":"prompt",` +
		`"choices":[{"index":0,"delta":{"content":"token"},"logprobs":null,"finish_reason":null}]}` + "\n\n")
	b.SetBytes(int64(200 * len(event)))
	b.ReportAllocs()
	buf := make([]byte, 3<<10)
	for b.Loop() {
		f := NewFramer(buf)
		for range 200 {
			free, err := f.Free()
			if err != nil {
				b.Fatal(err)
			}
			f.Advance(copy(free, event))
			if _, ok := f.Next(); !ok {
				b.Fatal(io.ErrUnexpectedEOF)
			}
			if _, ok := f.Next(); ok {
				b.Fatal("an event too many")
			}
		}
	}
}
