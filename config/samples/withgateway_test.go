// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package samples_test

import (
	"bufio"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/yaml"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	gatewayapp "github.com/codegen-dev/codegen-operator/cmd/codegen-gateway/app"
	"github.com/codegen-dev/codegen-operator/cmd/codegen-operator/app"
	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/gateway/source"
	"github.com/codegen-dev/codegen-operator/internal/sim"
	"github.com/codegen-dev/codegen-operator/test/timing"
)

// TestWithGateway runs the commands of config/with-gateway. The operator and a gateway run with the arguments, the environment
// and the permissions that they have there, and a client sends a request to the gateway.
func TestWithGateway(t *testing.T) {
	t.Parallel()
	s := newStage(t, scenario{vllm: sim.OpenAI, legacy: open})
	s.namespace = "editors"
	s.net.Name("vllm-app.editors.svc", vllmAddress)
	s.net.Name("legacy-backend.editors.svc", legacyAddress)
	commands := commands(t, "../with-gateway/kustomization.yaml")
	last := len(commands) - 1
	for _, c := range commands[:last] {
		s.shell(c)
	}
	s.operatorOf(deployed(t, "../with-gateway"))
	s.shell(commands[last])
	s.comes("cgb/front "+onVLLM, "cgb/front "+ready, "cgb/front jsonpath={.status.routes[0].gateway.readyReplicas}=2",
		"cgb/front jsonpath={.status.routes[0].gateway.version}=codegen-gateway:latest")

	key, err := base64.StdEncoding.DecodeString(s.kubectl("get", "secret", "client-keys", "-o", "jsonpath={.data.editor}"))
	if err != nil {
		t.Fatal(err)
	}
	address := s.gateway()
	for range 2 {
		if got := s.ask(address, string(key)); !strings.HasSuffix(got, "data: [DONE]\n\n") {
			t.Errorf("the client got %s", got)
		}
		s.vllm.Kill()
	}
	s.comes("cgb/front "+onLegacy, "cgb/front "+routed)
}

// commands returns the commands in the first comment of a file.
func commands(t *testing.T, path string) []string {
	t.Helper()
	var commands []string
	for line := range strings.Lines(file(t, path)) {
		if command, ok := strings.CutPrefix(line, "#   "); ok {
			commands = append(commands, strings.TrimSpace(command))
		}
	}
	if len(commands) < 2 {
		t.Fatalf("%s contains the commands %q", path, commands)
	}
	return commands
}

// shell runs a command in the root of the repository, as the administrator of the cluster.
func (s *stage) shell(command string) {
	s.Helper()
	cmd := exec.CommandContext(s.Context(), "bash", "-euo", "pipefail", "-c", command)
	cmd.Dir, cmd.Env = "../..", append(
		os.Environ(),
		"KUBECONFIG="+shared.Kubeconfig,
		"KUBECTL_KUBERC=false",
		"PATH="+programs+":"+os.Getenv("PATH"),
	)
	if out, err := cmd.CombinedOutput(); err != nil || strings.Contains(string(out), "Warning") {
		s.Fatalf("%s: %v\n%s\n%s", command, err, out, s.seen())
	}
}

// deployed returns the operator's Deployment in a folder.
func deployed(t *testing.T, folder string) *appsv1.Deployment {
	t.Helper()
	out, err := shared.Kubectl(t.Context(), "kustomize", folder)
	if err != nil {
		t.Fatal(err)
	}
	for text := range strings.SplitSeq(out, "\n---\n") {
		if strings.Contains(text, "\nkind: Deployment\n") {
			var d appsv1.Deployment
			if err := yaml.UnmarshalStrict([]byte(text), &d); err != nil {
				t.Fatal(err)
			}
			return &d
		}
	}
	t.Fatalf("%s deploys nothing", folder)
	return nil
}

// operatorOf runs the operator as deployed, but limited to the stage's namespace.
func (s *stage) operatorOf(d *appsv1.Deployment) {
	s.Helper()
	container := d.Spec.Template.Spec.Containers[0]
	args := append(
		slices.Clone(container.Args),
		"--watch-namespace="+s.namespace,
		"--leader-election-namespace="+d.Namespace,
		"--metrics-bind-address=0",
		"--health-probe-bind-address=0",
	)
	o, err := app.Parse(args, func(name string) (string, bool) {
		for _, e := range container.Env {
			if e.Name == name {
				return e.Value, true
			}
		}
		return "", false
	})
	if err != nil {
		s.Fatal(err)
	}
	s.runs(o, s.as(d.Namespace, d.Spec.Template.Spec.ServiceAccountName))
}

// as returns a client configuration with the permissions of a service account.
func (s *stage) as(namespace, account string) *rest.Config {
	config := rest.CopyConfig(shared.Config)
	config.Impersonate = rest.ImpersonationConfig{UserName: "system:serviceaccount:" + namespace + ":" + account}
	return config
}

// gateway runs a gateway as the operator deployed it, and returns its address.
func (s *stage) gateway() string {
	s.Helper()
	var d appsv1.Deployment
	if err := yaml.Unmarshal([]byte(s.kubectl("get", "deployment", "front-gateway", "-o", "yaml")), &d); err != nil {
		s.Fatal(err)
	}
	listen := free(s.T)
	pod := d.Spec.Template.Spec
	o, err := gatewayapp.Parse(
		append(pod.Containers[0].Args, "--listen-address="+listen, "--metrics-bind-address=0", "--health-probe-bind-address=0"),
		os.LookupEnv,
	)
	if err != nil {
		s.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	follower, err := source.NewCluster(s.as(s.namespace, pod.ServiceAccountName), types.NamespacedName{Namespace: s.namespace, Name: "front"},
		source.Access{Authentication: v1alpha1.GatewayAuthentication(o.Authentication), Secret: o.APIKeysSecret}, log)
	if err != nil {
		s.Fatal(err)
	}
	s.background("the gateway", func(ctx context.Context) error {
		return gatewayapp.Run(ctx, o, log, follower, &engine.Network{Guard: engine.NewGuard(), Lookup: s.net.Lookup, Dial: s.net.Dial})
	})
	return listen
}

// free returns a free address of this machine.
func free(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// ask returns the answer of a gateway once it serves.
func (s *stage) ask(address, key string) string {
	s.Helper()
	const body = `{"model": "prompt", "stream": true, "messages": [{"role": "user", "content": "Write a queue in Python."}]}`
	ticks := time.NewTicker(100 * time.Millisecond)
	defer ticks.Stop()
	var last string
	for end := time.Now().Add(timing.Deadline); time.Now().Before(end); <-ticks.C {
		r, err := http.NewRequestWithContext(s.Context(), http.MethodPost, "http://"+address+"/v1/chat/completions", strings.NewReader(body))
		if err != nil {
			s.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+key)
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			last = err.Error()
			continue
		}
		text, err := io.ReadAll(bufio.NewReader(answer.Body))
		answer.Body.Close()
		if last = fmt.Sprint(answer.StatusCode, err, string(text)); answer.StatusCode == http.StatusOK && err == nil {
			return string(text)
		}
	}
	s.Fatalf("no answer: %s", last)
	return ""
}
