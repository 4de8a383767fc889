// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package corpus has small shapes of what real servers send, and of what real clients ask: one file each, with a line that says
// where the shape was seen or documented. The tests of the checks and of the gateway play every shape, whole and cut. To make a
// new report part of the tests, add a file to shapes or to requests.
package corpus

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"sigs.k8s.io/yaml"

	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

//go:embed shapes requests
var files embed.FS

// Shape is one exchange with a server.
type Shape struct {
	// Name is server/what, as the file is called.
	Name string `json:"-"`
	// Documented says where the shape was seen on a real server, or is documented.
	Documented string `json:"documented"`
	// Protocol is the wire format of the server.
	Protocol protocol.Protocol `json:"protocol"`
	// Path and Request are what a client sends.
	Path    string `json:"path"`
	Request string `json:"request"`
	// Response is what the server answers.
	Response Response `json:"response"`
	// Client is what a client of the gateway must get.
	Client Client `json:"client"`
	// Check is what a check of the operator must come to; nil: checks send no such request.
	Check *Check `json:"check,omitempty"`
}

// Response is the answer of a server.
type Response struct {
	// Status is 200 if it is absent.
	Status int `json:"status,omitempty"`
	// Type is the content type; text/event-stream if it is absent.
	Type string `json:"type,omitempty"`
	// RetryAfter is the header Retry-After; empty: none.
	RetryAfter string `json:"retryAfter,omitempty"`
	// Body is the body as it is sent, byte for byte.
	Body string `json:"body"`
}

// Ends says how an exchange ends for a client.
type Ends string

// How an exchange ends.
const (
	// Whole: with the whole answer.
	Whole Ends = "Whole"
	// Broken: with an error after the beginning of the answer, or instead of it.
	Broken Ends = "Broken"
	// Refused: with the status that the shape names.
	Refused Ends = "Refused"
)

// Client is what a client gets. Texts, Reasoning and Arguments have one entry for each choice.
type Client struct {
	Ends Ends `json:"ends"`
	// Status is the status of a refusal.
	Status    int      `json:"status,omitempty"`
	Texts     []string `json:"texts,omitempty"`
	Reasoning string   `json:"reasoning,omitempty"`
	// Arguments are those of all tool calls, one after another.
	Arguments string `json:"arguments,omitempty"`
	// Finish are the finish reasons, by choice.
	Finish []string `json:"finish,omitempty"`
}

// Check is the result of a check.
type Check struct {
	// Reason is that of the fault; empty: none.
	Reason string `json:"reason,omitempty"`
	// Text is the content.
	Text string `json:"text,omitempty"`
	// Chunks is how many events have text, reasoning or arguments.
	Chunks int `json:"chunks,omitempty"`
}

// Request is what a real client asks. A gateway passes it on as it is to an engine that speaks the client's protocol.
type Request struct {
	// Name is that of the file.
	Name string `json:"-"`
	// Documented says which client was seen to send it, or where it is documented.
	Documented string `json:"documented"`
	Path       string `json:"path"`
	Body       string `json:"body"`
}

// All returns all shapes, by name.
func All() ([]Shape, error) {
	return readAll("shapes", func(s *Shape, name string) { s.Name = name })
}

// Requests returns all requests of clients, by name.
func Requests() ([]Request, error) {
	return readAll("requests", func(r *Request, name string) { r.Name = name })
}

func readAll[T any](folder string, call func(*T, string)) (all []T, err error) {
	err = fs.WalkDir(files, folder, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		var one T
		text, err := files.ReadFile(file)
		if err == nil {
			err = yaml.UnmarshalStrict(text, &one)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		call(&one, strings.TrimPrefix(strings.TrimSuffix(file, path.Ext(file)), folder+"/"))
		all = append(all, one)
		return nil
	})
	return all, err
}
