// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import "strings"

// Stopper ends a text before the first of some strings, for engines that cannot apply them.
type Stopper struct {
	stops []string
	// held is the end of the text, as far as one of the strings may begin with it.
	held string
	// half are the characters of the first half of a surrogate pair, whose other half is in the next event.
	half []byte
}

// Stopper ends the text of the answer where the engine cannot; nil: nothing is to end it.
func (u UpstreamRequest) Stopper() *Stopper {
	if len(u.stops) == 0 {
		return nil
	}
	return &Stopper{stops: u.stops}
}

// Cut takes the characters of more text, and gives those that can be told. The rest is held, or is gone where the text stopped.
func (s *Stopper) Cut(chars []byte) (told []byte, stopped bool) {
	chars = append(s.half, chars...)
	whole := len(chars) - halfPair(chars)
	s.half = append([]byte(nil), chars[whole:]...)
	text := s.held + decoded(chars[:whole])
	if at := firstOf(text, s.stops); at >= 0 {
		s.held, s.half = "", nil
		return encoded(text[:at]), true
	}
	at := len(text) - openEnd(text, s.stops)
	s.held = text[at:]
	return encoded(text[:at]), false
}

// Rest is what is held once the text has ended without one of the strings.
func (s *Stopper) Rest() []byte {
	rest := append(encoded(s.held), s.half...)
	s.held, s.half = "", nil
	return rest
}

// firstOf is where the first of some strings begins; -1: none is in the text.
func firstOf(text string, stops []string) int {
	first := -1
	for _, stop := range stops {
		if at := strings.Index(text, stop); at >= 0 && (first < 0 || at < first) {
			first = at
		}
	}
	return first
}

// openEnd is how much of the end of a text may be the beginning of one of the strings, in bytes.
func openEnd(text string, stops []string) int {
	longest := 0
	for _, stop := range stops {
		for n := min(len(stop)-1, len(text)); n > longest; n-- {
			if strings.HasSuffix(text, stop[:n]) {
				longest = n
			}
		}
	}
	return longest
}

// halfPair is how many characters at the end are an escape for the first half of a surrogate pair.
func halfPair(chars []byte) int {
	const size = len(`\ud83d`)
	at := len(chars) - size
	if at < 0 || chars[at] != '\\' || chars[at+1] != 'u' || chars[at+2]|0x20 != 'd' || !strings.ContainsRune("89abAB", rune(chars[at+3])) {
		return 0
	}
	before := at
	for before > 0 && chars[before-1] == '\\' {
		before--
	}
	if (at-before)%2 == 1 { // the backslash is itself escaped
		return 0
	}
	return size
}

// stops are those that the client asks for; only OpenAI has them.
func (r *Request) stops() ([]string, *Problem) {
	if !r.Call.openAI() {
		return nil, nil
	}
	return stopsOf(member(r.Body, "stop"))
}

// stopsOf are the strings that end an answer. The problem is for what is none.
func stopsOf(value []byte) ([]string, *Problem) {
	if isNull(value) {
		return nil, nil
	}
	list := [][]byte{value}
	if isArray(value) {
		list = nil
		for stop := range elements(value) {
			list = append(list, stop)
		}
	}
	var stops []string
	for _, stop := range list {
		if chars(stop) == nil {
			return nil, invalid("stop", "stop is a string, or a list of strings")
		}
		if text := decoded(chars(stop)); text != "" {
			stops = append(stops, text)
		}
	}
	return stops, nil
}
