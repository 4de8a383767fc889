// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/codegen-dev/codegen-operator/internal/sim"
	"github.com/codegen-dev/codegen-operator/internal/version"
	"github.com/codegen-dev/codegen-operator/test/timing"
)

// program is set where the test is to be the program.
const program = "CODEGEN_GATEWAY_TEST_IS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(program) != "" {
		main()
		return
	}
	goleak.VerifyTestMain(m)
}

// run runs the program.
func run(t *testing.T, args ...string) (*exec.Cmd, *bytes.Buffer) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), timing.Deadline)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, self, args...)
	cmd.Env = append(os.Environ(), program+"=1")
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	return cmd, &out
}

// The program helps, and says what is wrong.
func TestHelp(t *testing.T) {
	t.Parallel()
	cmd, out := run(t, "--help")
	if err := cmd.Run(); err != nil || !strings.Contains(out.String(), "codegen-gateway --config file") {
		t.Errorf("%v: %s", err, out)
	}
	cmd, out = run(t, "--version")
	if err := cmd.Run(); err != nil || !strings.HasPrefix(out.String(), "codegen-gateway "+version.Get().Version) {
		t.Errorf("%v: %s", err, out)
	}
	cmd, out = run(t, "--config=/nowhere")
	if err := cmd.Run(); err == nil || !strings.Contains(out.String(), "\ncodegen-gateway: read the manifest: open /nowhere") {
		t.Errorf("%v: %s", err, out)
	}
}

// The program serves, and a signal ends it in good order: the stream that is under way comes to its end.
func TestProgram(t *testing.T) {
	t.Parallel()
	vllm, err := sim.Start(sim.OpenAI, sim.Script{TimeToFirstToken: -1, TokenInterval: 5 * time.Millisecond, Tokens: 200})
	if err != nil {
		t.Fatal(err)
	}
	defer vllm.Close()
	config, clients := filepath.Join(t.TempDir(), "backend.yaml"), freePort(t)
	manifest := fmt.Sprintf("apiVersion: serving.codegen.dev/v1alpha1\nkind: CodeGenBackend\nmetadata: {name: hapa}\n"+
		"spec: {vllm: {protocol: OpenAI, url: %q}, legacy: {protocol: CodeGen, url: \"http://192.0.2.1:8000\"}}\n", vllm.URL())
	if err := os.WriteFile(config, []byte(manifest), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd, out := run(t, "--config="+config, "--authentication=None", "--listen-address="+clients, "--metrics-bind-address=0",
		"--health-probe-bind-address=0", "--allow-addresses=127.0.0.0/8")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	body := answered(t, "http://"+clients+"/v1/chat/completions", `{"model":"prompt","stream":true,"max_tokens":200,"messages":[{"role":"user","content":"hi"}]}`)
	defer body.Close()
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(body)
	if err != nil || !strings.HasSuffix(string(text), "data: [DONE]\n\n") {
		t.Errorf("%v, and the stream is %s", err, text)
	}
	if err := cmd.Wait(); err != nil || !strings.Contains(out.String(), `"outcome":"OK"`) {
		t.Errorf("%v: %s", err, out)
	}
}

// answered is the body of the first answer; the server may still have to start.
func answered(t *testing.T, url, ask string) io.ReadCloser {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{}}
	t.Cleanup(client.CloseIdleConnections)
	ticks := time.NewTicker(10 * time.Millisecond)
	defer ticks.Stop()
	for end := time.Now().Add(timing.Deadline); ; <-ticks.C {
		r, err := client.Post(url, "application/json", strings.NewReader(ask))
		if err == nil && r.StatusCode == http.StatusOK {
			return r.Body
		}
		if time.Now().After(end) {
			t.Fatalf("no answer: %v, %v", r, err)
		}
	}
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
