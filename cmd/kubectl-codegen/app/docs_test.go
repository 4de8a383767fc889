// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"text/template"

	"sigs.k8s.io/yaml"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/sim"
	"github.com/codegen-dev/codegen-operator/test/controlplane"
	"github.com/codegen-dev/codegen-operator/test/testnet"
)

var (
	consoles = regexp.MustCompile("(?s)```console\n(.*?)```")
	exits    = regexp.MustCompile(`# exits with (\d)`)
)

// TestDocs: every command that docs/reference/kubectl.md shows in a console block runs as written, with the real kubectl and a real
// operator, and exits as the page says.
func TestDocs(t *testing.T) {
	s, net := newStage(t), &testnet.Net{}
	s.engine(net, sim.OpenAI, "192.0.2.10:8002")
	s.engine(net, sim.CodeGen, "192.0.2.20:8000")
	s.operate(net)
	b := s.applied("testdata/canaries.yaml")
	s.until("the first runs", func() bool {
		status := s.now(b).Status
		return status.Active == v1alpha1.EngineVLLM && len(status.Canaries) == 2 && !status.Canaries[0].LastRunTime.IsZero() &&
			!status.Canaries[1].LastRunTime.IsZero()
	})
	dir, replace := s.desk()
	page, err := os.ReadFile("../../../docs/reference/kubectl.md")
	must(t, err)
	ran := 0
	for _, block := range consoles.FindAllStringSubmatch(string(page), -1) {
		for _, line := range strings.Split(strings.TrimSpace(block[1]), "\n") {
			want := 0
			if m := exits.FindStringSubmatch(line); m != nil {
				want, _ = strconv.Atoi(m[1]) // a digit
			}
			run := s.shell
			if strings.HasSuffix(line, "# until it is interrupted") {
				run = s.interrupted
			}
			code, out := run(dir, replace.Replace(strings.TrimPrefix(line, "$ ")))
			if code != want {
				t.Errorf("%s exits with %d, want %d\n%s", line, code, want, out)
			}
			ran++
		}
	}
	if ran < 15 {
		t.Errorf("only %d commands were found", ran)
	}
}

// desk is a directory with the files that the page uses; the engines of its check are simulated.
func (s *stage) desk() (dir string, addresses *strings.Replacer) {
	s.Helper()
	s.installed()
	dir = s.TempDir()
	sample, err := os.ReadFile("../../../config/samples/serving_v1alpha1_codegenbackend.yaml")
	must(s.T, err)
	secrets, err := os.ReadFile("../../../config/samples/secret.yaml")
	must(s.T, err)
	quick := strings.NewReplacer("periodSeconds: 30\n", "periodSeconds: 5\n", "timeoutSeconds: 20\n", "timeoutSeconds: 5\n").
		Replace(string(sample))
	must(s.T, os.WriteFile(filepath.Join(dir, "backend.yaml"), []byte(quick+"---\n"+string(secrets)), 0o600))
	tree, err := filepath.Abs("../../../config")
	must(s.T, err)
	must(s.T, os.Symlink(tree, filepath.Join(dir, "config")))
	must(s.T, os.WriteFile(filepath.Join(dir, "key.txt"), []byte("replace-me\n"), 0o600))
	vllm, err := sim.Start(sim.OpenAI, sim.Script{})
	must(s.T, err)
	s.Cleanup(vllm.Close)
	legacy, err := sim.Start(sim.CodeGen, sim.Script{APIKey: "replace-me"})
	must(s.T, err)
	s.Cleanup(legacy.Close)
	return dir, strings.NewReplacer("127.0.0.1:8002", vllm.Addr(), "127.0.0.1:8000", legacy.Addr())
}

// shell runs a line in a shell, with a kubeconfig that names the stage's namespace.
func (s *stage) shell(dir, line string) (int, string) {
	s.Helper()
	out, err := s.typed(dir, line).CombinedOutput()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		return exit.ExitCode(), string(out)
	}
	must(s.T, err)
	return 0, string(out)
}

// typed returns the command of a line in a shell.
func (s *stage) typed(dir, line string) *exec.Cmd {
	s.Helper()
	programs, err := controlplane.Find(s.Context(), io.Discard, "kube-apiserver", "etcd", "kubectl")
	must(s.T, err)
	kubeconfig, err := os.ReadFile(shared.Kubeconfig)
	must(s.T, err)
	mine := filepath.Join(dir, "kubeconfig")
	must(s.T, os.WriteFile(mine, s.here(kubeconfig), 0o600))
	cmd := exec.CommandContext(s.Context(), "bash", "-o", "pipefail", "-c", line)
	cmd.Dir, cmd.Env = dir, append(
		os.Environ(),
		"KUBECONFIG="+mine,
		"HOME="+dir,
		"PATH="+os.Getenv("PATH")+string(os.PathListSeparator)+programs,
	)
	return cmd
}

// here returns the kubeconfig with the stage's namespace.
func (s *stage) here(kubeconfig []byte) []byte {
	s.Helper()
	var config map[string]any
	must(s.T, yaml.Unmarshal(kubeconfig, &config))
	for _, c := range config["contexts"].([]any) {
		c.(map[string]any)["context"].(map[string]any)["namespace"] = s.namespace
	}
	text, err := yaml.Marshal(config)
	must(s.T, err)
	return text
}

// The template for krew renders to a valid manifest.
func TestKrew(t *testing.T) {
	t.Parallel()
	// krew-release-bot does the same: the address is a template.
	add := func(uri, tag string) (string, error) {
		var out strings.Builder
		err := template.Must(template.New("").Parse(uri)).Execute(&out, struct{ TagName string }{tag})
		return "uri: " + out.String() + "\n    sha256: 00", err
	}
	path := "../../../hack/krew/codegen.yaml.tmpl"
	text, err := os.ReadFile(path)
	must(t, err)
	var out strings.Builder
	manifest := template.Must(template.New("").Funcs(template.FuncMap{"addURIAndSha": add}).Parse(string(text)))
	must(t, manifest.Execute(&out, struct{ TagName string }{"v1.2.3"}))
	var plugin struct {
		APIVersion, Kind string
		Metadata         struct{ Name string }
		Spec             struct {
			Version   string
			Platforms []struct {
				URI, SHA256, Bin string
				Selector         struct{ MatchLabels map[string]string }
			}
		}
	}
	must(t, yaml.Unmarshal([]byte(out.String()), &plugin))
	if plugin.Metadata.Name != "codegen" || plugin.Spec.Version != "v1.2.3" || len(plugin.Spec.Platforms) != 4 {
		t.Errorf("the manifest is %+v", plugin)
	}
	for _, p := range plugin.Spec.Platforms {
		file := "kubectl-codegen_v1.2.3_" + p.Selector.MatchLabels["os"] + "_" + p.Selector.MatchLabels["arch"] + ".tar.gz"
		if !strings.HasSuffix(p.URI, "/v1.2.3/"+file) || p.Bin != "kubectl-codegen" || p.SHA256 == "" {
			t.Errorf("the platform is %+v", p)
		}
	}
}
