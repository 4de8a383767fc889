// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package config_test

import (
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	gatewayv1 "sigs.k8s.io/gateway-api/apis/v1"
	"sigs.k8s.io/yaml"

	"github.com/codegen-dev/codegen-operator/test/controlplane"
)

var fenced = regexp.MustCompile("(?s)```(yaml|sh)\n(.*?)```")

// blocks are the code blocks of docs/tasks/gitops.md in a language.
func blocks(t *testing.T, language string) []string {
	t.Helper()
	var found []string
	for _, m := range fenced.FindAllStringSubmatch(file(t, "../docs/tasks/gitops.md"), -1) {
		if m[1] == language {
			found = append(found, m[2])
		}
	}
	if len(found) == 0 {
		t.Fatalf("docs/tasks/gitops.md shows no %s", language)
	}
	return found
}

// example is the one manifest of the page that has these words in it.
func example(t *testing.T, words ...string) string {
	t.Helper()
	var fit []string
	for _, block := range blocks(t, "yaml") {
		if !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(block, word) }) {
			fit = append(fit, block)
		}
	}
	if len(fit) != 1 {
		t.Fatalf("docs/tasks/gitops.md shows %d manifests with %q", len(fit), words)
	}
	return fit[0]
}

// TestGitOpsExamples: each manifest can be decoded, and the API server accepts ours.
func TestGitOpsExamples(t *testing.T) {
	t.Parallel()
	ns := newNamespace(t, "gitops")
	ours := 0
	for _, block := range blocks(t, "yaml") {
		o := map[string]any{}
		if err := yaml.UnmarshalStrict([]byte(block), &o); err != nil {
			t.Errorf("%v in\n%s", err, block)
		}
		switch o["kind"] {
		case "CodeGenBackend":
			ours++
			if out, err := shared.KubectlWith(t.Context(), block, "apply", "--server-side", "--validate=strict", "-n", ns, "-f", "-"); err != nil ||
				strings.Contains(out, "Warning") {
				t.Errorf("%v %s", err, out)
			}
		case "HTTPRoute":
			var route gatewayv1.HTTPRoute
			if err := yaml.UnmarshalStrict([]byte(block), &route); err != nil {
				t.Error(err)
			}
		case "Application", "Kustomization":
		default:
			t.Errorf("no test covers\n%s", block)
		}
	}
	if ours == 0 {
		t.Error("the page shows no CodeGenBackend")
	}
}

// TestGitOpsCommands runs the commands of the page as a reader does, on objects like those of the page. It is not parallel,
// because another test runs an operator for the whole cluster, which would write the status of these objects as well.
func TestGitOpsCommands(t *testing.T) {
	shell := newShell(t)
	shell.run(t, "kubectl create namespace argocd; kubectl apply --server-side -f - <<'EOF'\n"+argocdCM+"\nEOF")
	shell.run(t, "kubectl apply --server-side -f - <<'EOF'\n"+example(t, "kind: CodeGenBackend\n", "pin:")+"\nEOF")
	shell.run(t, "kubectl create service clusterip hapa --clusterip=None")
	patch, err := json.Marshal(map[string]any{"status": object(t, file(t, "argocd/testdata/serving-vllm.yaml"))["status"]})
	if err != nil {
		t.Fatal(err)
	}
	shell.run(t, "kubectl patch codegenbackend hapa --subresource=status --type=merge -p '"+string(patch)+"'")
	for _, block := range blocks(t, "sh") {
		shell.run(t, block)
	}

	cm := object(t, shell.run(t, "kubectl -n argocd get configmap argocd-cm -o yaml"))["data"].(map[string]any)
	if cm[healthKey] != file(t, "argocd/health.lua") || cm["url"] != "https://argocd.example.com" {
		t.Errorf("the ConfigMap holds %v", cm)
	}
	if got := shell.run(t, `kubectl get service hapa -o jsonpath='{.metadata.annotations.serving\.codegen\.dev/adopt}'`); got != "hapa" {
		t.Errorf("the Service is handed over to %q", got)
	}
}

// shell runs commands in the root of the repository, with kubectl in a new namespace.
type shell struct{ env []string }

func newShell(t *testing.T) shell {
	t.Helper()
	programs, err := controlplane.Find(t.Context(), io.Discard, "kubectl")
	if err != nil {
		t.Fatal(err)
	}
	kubeconfig := filepath.Join(t.TempDir(), "kubeconfig")
	if err := os.WriteFile(kubeconfig, []byte(file(t, shared.Kubeconfig)), 0o600); err != nil {
		t.Fatal(err)
	}
	s := shell{env: append(os.Environ(), "KUBECONFIG="+kubeconfig, "KUBECTL_KUBERC=false", "PATH="+programs+":"+os.Getenv("PATH"))}
	s.run(t, "kubectl config set-context --current --namespace="+newNamespace(t, "gitops"))
	return s
}

// run returns the output of commands.
func (s shell) run(t *testing.T, commands string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "bash", "-euo", "pipefail", "-c", commands)
	cmd.Dir, cmd.Env = "..", s.env
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s\n%s", err, commands, out)
	}
	return string(out)
}
