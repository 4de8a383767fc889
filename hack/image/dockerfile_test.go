// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestDockerfile: the Dockerfile builds what we build.
func TestDockerfile(t *testing.T) {
	t.Parallel()
	text := strings.ReplaceAll(textOf(t, "../../Dockerfile"), "\\\n", "")
	for _, want := range []string{
		"CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -trimpath -buildvcs=false -ldflags=\"-s -w $STAMP\"",
		"\nUSER " + user + "\n", "FROM scratch AS base\n", "/" + roots + " /etc/ssl/certs/\n",
		"/etc/passwd\n" + users + "PASSWD\n", "/etc/group\n" + groups + "GROUP\n",
		"ARG VERSION\nARG REVISION\nARG CREATED\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the Dockerfile lacks %q", want)
		}
	}
	for _, name := range []string{"codegen-gateway", "codegen-operator"} {
		_, stage, _ := strings.Cut(text, "COPY --from=build /programs/"+name+" /"+name)
		stage, _, _ = strings.Cut(stage, "\nFROM ")
		if !strings.Contains(stage, "\nENTRYPOINT [\"/"+name+"\"]") {
			t.Errorf("the entry point of %s is another in the Dockerfile:\n%s", name, stage)
		}
		p := program{name: name, version: "$VERSION", revision: "$REVISION", created: time.Now()}
		base, _, _ := strings.Cut(text, "FROM base AS gateway")
		sameLabels(t, p.labels(), base+stage)
	}
}

// TestDockerfileCopiesWhatIsBuilt: every package of ours that the programs are built from is in a folder that the
// Dockerfile copies, and that .dockerignore lets through.
func TestDockerfileCopiesWhatIsBuilt(t *testing.T) {
	t.Parallel()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f", "{{if .Module}}{{if .Module.Main}}{{.ImportPath}}{{end}}{{end}}",
		module+"/cmd/codegen-operator", module+"/cmd/codegen-gateway").Output()
	if err != nil {
		t.Fatal(err)
	}
	copied, let := textOf(t, "../../Dockerfile"), textOf(t, "../../.dockerignore")
	for path := range strings.FieldsSeq(string(out)) {
		folder := strings.TrimPrefix(path, module+"/")
		top, _, _ := strings.Cut(folder, "/")
		if top == "config" {
			top = folder // of which some folders alone are needed
		}
		if !strings.Contains(copied, "\nCOPY "+top+"/ "+top+"/\n") || !strings.Contains(let, "\n!"+top+"\n") {
			t.Errorf("the Dockerfile, or .dockerignore, leaves %s out", folder)
		}
	}
}

func textOf(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

var label = regexp.MustCompile(`(org\.opencontainers\.image\.\w+)="([^"]*)"`)

// sameLabels fails unless a part of the Dockerfile sets those labels, and no others.
func sameLabels(t *testing.T, labels map[string]string, part string) {
	t.Helper()
	for _, m := range label.FindAllStringSubmatch(part, -1) {
		if want, ours := labels[m[1]]; !ours || want != m[2] && m[2] != "$CREATED" {
			t.Errorf("the Dockerfile sets %s to %q, and we to %q", m[1], m[2], want)
		}
		delete(labels, m[1])
	}
	if len(labels) > 0 {
		t.Errorf("the Dockerfile does not set %v", labels)
	}
}
