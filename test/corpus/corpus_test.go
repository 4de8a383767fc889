// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package corpus

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestShapes: each shape is complete, and says where it comes from.
func TestShapes(t *testing.T) {
	shapes, err := All()
	if err != nil {
		t.Fatal(err)
	}
	servers := map[string]int{}
	for _, s := range shapes {
		server, _, _ := strings.Cut(s.Name, "/")
		servers[server]++
		if s.Documented == "" || s.Path == "" || s.Client.Ends == "" || s.Response.Body == "" {
			t.Errorf("%s: documented, path, response.body and client.ends must be there", s.Name)
		}
		if !json.Valid([]byte(s.Request)) {
			t.Errorf("%s: the request is no JSON", s.Name)
		}
		if (s.Client.Ends == Refused) != (s.Client.Status != 0) {
			t.Errorf("%s: a status belongs to a refusal, and a refusal has one", s.Name)
		}
	}
	for _, server := range []string{"vllm", "sglang", "ollama", "llamacpp", "tgi", "litellm", "triton", "kserve", "multilora", "codegen"} {
		if servers[server] == 0 {
			t.Errorf("there is no shape of %s", server)
		}
	}
}

// TestRequests: each request is complete, and says where it comes from.
func TestRequests(t *testing.T) {
	requests, err := Requests()
	if err != nil || len(requests) == 0 {
		t.Fatalf("%d requests, %v", len(requests), err)
	}
	for _, r := range requests {
		if r.Documented == "" || r.Path == "" || !json.Valid([]byte(r.Body)) {
			t.Errorf("%s: documented, path and a JSON body must be there", r.Name)
		}
	}
}

func TestCuts(t *testing.T) {
	s := Shape{Response: Response{Body: "data: 1\n\ndata: 2\n\n: c\n\n"}}
	want := []int{0, 9, 18}
	got := s.Cuts()
	if len(got) != len(want) {
		t.Fatalf("got %v, want %v", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("got %v, want %v", got, want)
		}
	}
}
