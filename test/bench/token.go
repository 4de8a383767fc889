// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"fmt"
	"hash/fnv"
	"strconv"
	"time"
)

// A token of an answer is a blank and seven digits that tell when it was sent, so that its age is known wherever it is found,
// in whichever chunk it comes. The last token is a hash of all of them.
const (
	digits     = 7
	tokenBytes = 1 + digits
	hashBytes  = 1 + 16
	base       = 36
)

// around is after how many microseconds stamps start again: 21 hours.
var around = func() int64 {
	n := int64(1)
	for range digits {
		n *= base
	}
	return n
}()

// stamped appends a token that is sent now.
func stamped(text []byte, now time.Time) []byte {
	var token [tokenBytes]byte
	token[0] = ' '
	n := now.UnixMicro() % around
	for i := digits; i > 0; i-- {
		token[i] = "0123456789abcdefghijklmnopqrstuvwxyz"[n%base]
		n /= base
	}
	return append(text, token[:]...)
}

// age is for how long a token was on its way.
func age(token []byte, now time.Time) (time.Duration, error) {
	sent, err := strconv.ParseInt(string(token[1:]), base, 64)
	if err != nil || token[0] != ' ' {
		return 0, fmt.Errorf("no token of ours: %q", token)
	}
	micros := (now.UnixMicro() - sent) % around
	if micros < 0 {
		micros += around
	}
	return time.Duration(micros) * time.Microsecond, nil
}

// checksum is the token that ends a text.
func checksum(text []byte) []byte {
	h := fnv.New64a()
	h.Write(text)
	return fmt.Appendf(nil, "#%016x", h.Sum64())
}

// check reports whether a text came whole: as many tokens as were asked for, none changed, in their order.
func check(text []byte, tokens int) error {
	if want := (tokens-1)*tokenBytes + hashBytes; len(text) != want {
		return fmt.Errorf("a text of %d tokens has %d bytes, and not %d", tokens, len(text), want)
	}
	body, seal := text[:len(text)-hashBytes], text[len(text)-hashBytes:]
	if !bytes.Equal(checksum(body), seal) {
		return fmt.Errorf("a text of %d tokens is not what was sent", tokens)
	}
	return nil
}
