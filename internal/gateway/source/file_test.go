// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package source_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/chunk"
	"github.com/codegen-dev/codegen-operator/internal/gateway/source"
	"github.com/codegen-dev/codegen-operator/internal/gateway/table"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
)

const manifest = `
apiVersion: serving.codegen.dev/v1alpha1
kind: CodeGenBackend
metadata: {name: hapa, namespace: team}
spec:
  vllm: {protocol: OpenAI, url: "http://vllm-app:8002", models: [{name: prompt}]}
  legacy: {protocol: CodeGen, serviceRef: {name: legacy, port: 8000}, credentials: {secretRef: {name: s, key: k}}}
  chunking: {chunks: {min: 50, max: 100}, firstChunkMilliseconds: {max: 800}, silenceMilliseconds: 5000}
  route: {gateway: {apiKeysSecretRef: {name: keys}, limits: {requestsPerMinute: 60}}}
---
{apiVersion: v1, kind: Secret, metadata: {name: s}, stringData: {k: "sesame\n"}}
---
{apiVersion: v1, kind: Secret, metadata: {name: keys}, stringData: {ide: open}}
`

// Secrets do not show, however they are printed.
func TestSecretsDoNotShow(t *testing.T) {
	s := source.Secrets{"keys": {"ide": []byte("sesame")}}
	for _, verb := range []string{"%v", "%s", "%+v", "%#v", "%x"} {
		if shown := fmt.Sprintf(verb, s); shown != "[keys]" {
			t.Errorf("%s shows %s", verb, shown)
		}
	}
}

// written is a file with a text.
func written(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "backend.yaml")
	rewrite(t, path, text)
	return path
}

func rewrite(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func quiet() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

// A manifest becomes a table and a policy, with the key of the engine as its header takes it.
func TestFile(t *testing.T) {
	t.Parallel()
	f, err := source.NewFile(t.Context(), written(t, manifest), source.Access{}, quiet())
	if err != nil {
		t.Fatal(err)
	}
	now := f.Table()
	if now.Backend != "team/hapa" || now.Active != "" || now.Chunks != (chunk.Range{Min: 50, Max: 100}) ||
		now.Hold != 250*time.Millisecond || now.FirstChunk != 800*time.Millisecond ||
		now.Silence != 5*time.Second || now.ToolSilence != time.Minute {
		t.Errorf("the table is %+v", now)
	}
	if e := now.VLLM; e.URL.String() != "http://vllm-app:8002" || e.Protocol != protocol.OpenAI || len(e.Models) != 1 || e.Header != "" {
		t.Errorf("vllm is %+v", e)
	}
	if e := now.Legacy; e.URL.String() != "http://legacy.team.svc:8000" || e.Header != "Authorization" || e.Value != "Bearer sesame" {
		t.Errorf("legacy is %+v", e)
	}
	p := f.Policy()
	if name, known := p.Keys.NameOf("open"); !known || name != "ide" || p.Open || p.Limits.RequestsPerMinute != 60 {
		t.Errorf("the policy is %+v", p)
	}
}

// A file may say what its engines do with the beginning of an answer, as the operator's status does.
func TestFileTellsOfContinuations(t *testing.T) {
	t.Parallel()
	status := "status: {engines: [{name: legacy, continuation: Proven}]}\n---\n"
	f, err := source.NewFile(t.Context(), written(t, strings.Replace(manifest, "---\n", status, 1)), source.Access{}, quiet())
	if err != nil {
		t.Fatal(err)
	}
	if now := f.Table(); now.VLLM.Continuation != v1alpha1.ContinuationUnknown || now.Legacy.Continuation != v1alpha1.ContinuationProven {
		t.Errorf("%s and %s", now.VLLM.Continuation, now.Legacy.Continuation)
	}
}

// What changes is taken up; engines that did not change stay the same; what is wrong changes nothing.
func TestFileIsReadAgain(t *testing.T) {
	t.Parallel()
	path := written(t, manifest)
	synctest.Test(t, func(t *testing.T) {
		f, err := source.NewFile(t.Context(), path, source.Access{}, quiet())
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- f.Run(ctx) }()
		first := f.Table()

		rewrite(t, path, strings.Replace(manifest, "spec:", "status: {active: legacy, failback: {vllmPercent: 25}}\nspec:", 1))
		<-time.After(2 * time.Second)
		second := f.Table()
		if second.Active != table.Legacy || second.VLLMPercent != 25 {
			t.Errorf("after the change: %+v", second)
		}
		if second.VLLM != first.VLLM || second.Legacy != first.Legacy {
			t.Error("engines that did not change are others now")
		}

		rewrite(t, path, strings.Replace(manifest, "sesame", "other", 1))
		<-time.After(2 * time.Second)
		if e := f.Table().Legacy; e.Value != "Bearer other" || e == first.Legacy || f.Table().VLLM != first.VLLM {
			t.Errorf("after the key changed: %+v", e)
		}

		for _, wrong := range []string{"{", "kind: Other", strings.Replace(manifest, "spec:", "spec:\n  odd: 1", 1)} {
			rewrite(t, path, wrong)
			<-time.After(2 * time.Second)
			if f.Table().Legacy.Value != "Bearer other" {
				t.Errorf("%q was taken up", wrong)
			}
		}
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

// What a file lacks is reported at the start.
func TestFilesThatWillNotDo(t *testing.T) {
	t.Parallel()
	for _, f := range []struct{ text, says string }{
		{strings.Replace(manifest, "route: {gateway: {apiKeysSecretRef: {name: keys}, limits: {requestsPerMinute: 60}}}", "mode: Auto", 1), "set --authentication"},
		{strings.Replace(manifest, "name: keys}, stringData", "name: others}, stringData", 1), `Secret "keys" with the API keys is not there`},
		{strings.Replace(manifest, "{ide: open}", "{ide: ''}", 1), "there is no API key"},
		{strings.Replace(manifest, "{k: ", "{l: ", 1), "Secret s has no key k"},
		{strings.Replace(manifest, "sesame", `ses\u0001ame`, 1), "does not fit into a header"},
	} {
		if _, err := source.NewFile(t.Context(), written(t, f.text), source.Access{}, quiet()); err == nil || !strings.Contains(err.Error(), f.says) {
			t.Errorf("%v, and not %q", err, f.says)
		}
	}
	if _, err := source.NewFile(t.Context(), "/nowhere", source.Access{}, quiet()); err == nil {
		t.Error("a file that is not there")
	}
}

// Flags come before what is declared.
func TestAccess(t *testing.T) {
	t.Parallel()
	path := written(t, manifest)
	keys := written(t, "ci: closed\n")
	for _, c := range []struct {
		access source.Access
		open   bool
		key    string
		name   string
	}{
		{source.Access{}, false, "open", "ide"},
		{source.Access{Authentication: "None"}, true, "x", ""},
		{source.Access{File: keys}, false, "closed", "ci"},
		{source.Access{Secret: "s"}, false, "sesame", "k"},
	} {
		f, err := source.NewFile(t.Context(), path, c.access, quiet())
		if err != nil {
			t.Fatal(err)
		}
		p := f.Policy()
		if name, _ := p.Keys.NameOf(c.key); name != c.name || p.Open != c.open {
			t.Errorf("%+v makes %+v, in which %s is %q", c.access, p, c.key, name)
		}
	}
}

// A file of keys that is being written locks no client out; its content is not shown.
func TestKeysFileIsReadAgain(t *testing.T) {
	t.Parallel()
	path, keys := written(t, manifest), written(t, "ci: closed\n")
	synctest.Test(t, func(t *testing.T) {
		f, err := source.NewFile(t.Context(), path, source.Access{File: keys}, quiet())
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- f.Run(ctx) }()
		for _, step := range []struct{ text, key string }{{"ci: [", "closed"}, {"ci: changed", "changed"}, {"", "changed"}} {
			rewrite(t, keys, step.text)
			<-time.After(2 * time.Second)
			if _, known := f.Policy().Keys.NameOf(step.key); !known {
				t.Errorf("with %q in the file, %s is not known", step.text, step.key)
			}
		}
		stop()
		<-ended
	})
}
