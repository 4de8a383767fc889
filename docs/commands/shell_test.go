// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

//go:build unix

package commands_test

import (
	"bytes"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/codegen-dev/codegen-operator/test/timing"
)

// shell is a terminal in a folder with links to the root of the repository. Files that are written there stay there. Variables, the working
// directory and background processes are kept from one command to the next, up to the end of the page.
type shell struct {
	*testing.T
	home  string
	env   []string
	ports map[string]string
}

func newShell(t *testing.T, namespace string) *shell {
	t.Helper()
	s := &shell{T: t, home: t.TempDir(), ports: map[string]string{}}
	dir := filepath.Join(s.home, "codegen-operator")
	linkRepository(t, dir)
	s.write("kubeconfig", kubeconfig(t))
	s.write("cwd", dir)
	s.write(".curlrc", "retry = 60\nretry-delay = 1\nretry-connrefused\nsilent\nshow-error\n") // waits for servers that were just started
	for _, folder := range []string{"bin", "tmp"} {
		if err := os.Mkdir(filepath.Join(s.home, folder), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	s.env = append(os.Environ(),
		"HOME="+s.home, "TMPDIR="+s.home+"/tmp", "KUBECONFIG="+filepath.Join(s.home, "kubeconfig"), "KUBECTL_KUBERC=false", "PATH="+tools+":"+s.home+"/bin:"+os.Getenv("PATH"),
		"GOPATH="+goEnv["GOPATH"], "GOCACHE="+goEnv["GOCACHE"], "GOMODCACHE="+goEnv["GOMODCACHE"],
		// A test listens on loopback alone, and at ports that are free.
		"CODEGEN_OPERATOR_METRICS_BIND_ADDRESS=127.0.0.1:0", "CODEGEN_OPERATOR_HEALTH_PROBE_BIND_ADDRESS=127.0.0.1:0", "CODEGEN_OPERATOR_WATCH_NAMESPACE="+namespace,
		"CODEGEN_GATEWAY_LISTEN_ADDRESS="+s.port("8080"), "CODEGEN_GATEWAY_METRICS_BIND_ADDRESS=127.0.0.1:0", "CODEGEN_GATEWAY_HEALTH_PROBE_BIND_ADDRESS=127.0.0.1:0",
	)
	s.run(command{page: "before the page", text: "kubectl config set-context --current --namespace=" + namespace})
	return s
}

// linkRepository makes a folder with links to what is in the root of the repository.
func linkRepository(t *testing.T, dir string) {
	t.Helper()
	top, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(top)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{"bin": true} // make build makes it
	for _, e := range entries {
		names[e.Name()] = !strings.HasPrefix(e.Name(), ".")
	}
	for name, wanted := range names {
		if !wanted {
			continue
		}
		if err := os.Symlink(filepath.Join(top, name), filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
}

func kubeconfig(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(shared.Kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func (s *shell) write(name, text string) {
	s.Helper()
	if err := os.WriteFile(filepath.Join(s.home, name), []byte(text), 0o600); err != nil {
		s.Fatal(err)
	}
}

var loopback = regexp.MustCompile(`(127\.0\.0\.1|localhost|0\.0\.0\.0):([1-9]\d+)\b`)

// localize replaces addresses on loopback by free ones, the same throughout the page.
func (s *shell) localize(text string) string {
	return loopback.ReplaceAllStringFunc(text, func(address string) string {
		_, port, _ := strings.Cut(address, ":")
		return s.port(port)
	})
}

func (s *shell) port(wanted string) string {
	s.Helper()
	if _, known := s.ports[wanted]; !known {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			s.Fatal(err)
		}
		s.ports[wanted] = l.Addr().String()
		l.Close()
	}
	return s.ports[wanted]
}

// wrapper precedes each command. It restores the state that the previous command has left, and saves it for the next one.
const wrapper = `cd "$(cat "$HOME/cwd")"; [ ! -f "$HOME/state" ] || source "$HOME/state"
trap 'code=$?; export -p > "$HOME/state"; pwd > "$HOME/cwd"; exit $code' EXIT
set -aeuo pipefail
`

// run runs a command, and returns what it printed.
func (s *shell) run(c command) string {
	s.Helper()
	out := filepath.Join(s.TempDir(), "out")
	file, err := os.Create(out)
	if err != nil {
		s.Fatal(err)
	}
	defer file.Close()
	cmd := exec.CommandContext(s.Context(), "bash", "-c", wrapper+s.localize(c.text)+"\n")
	cmd.Env, cmd.Dir, cmd.Stdout, cmd.Stderr = s.env, s.home, file, file // a file, because what goes on in the background keeps a pipe open
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		s.Fatal(err)
	}
	s.Cleanup(func() { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }) // its group: what it left in the background
	if c.runsUntilInterrupted() {
		return s.interrupted(c, cmd, out)
	}
	code := exitCode(cmd.Wait())
	printed := s.read(out)
	if code != c.exit() {
		s.Fatalf("%s\nexits with %d and not %d:\n%s\n%s", c, code, c.exit(), printed, s.clusterState())
	}
	return printed
}

// clusterState describes the cluster after a command has failed.
func (s *shell) clusterState() string {
	s.Helper()
	look := exec.CommandContext(s.Context(), "bash", "-c", `cd "$(cat "$HOME/cwd")"; kubectl get pods,endpointslices; kubectl get codegenbackends -o name | cut -d/ -f2 | xargs -n1 kubectl codegen status`)
	look.Env, look.Dir = s.env, s.home
	seen, _ := look.CombinedOutput() // the output has the errors
	return string(seen)
}

// interrupted runs a command until it has printed a line, and interrupts it.
func (s *shell) interrupted(c command, cmd *exec.Cmd, out string) string {
	s.Helper()
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	ticks := time.NewTicker(50 * time.Millisecond)
	defer ticks.Stop()
	for end := time.Now().Add(timing.Deadline); ; <-ticks.C {
		printed := s.read(out)
		select {
		case err := <-ended:
			s.Fatalf("%s\nends by itself (%v):\n%s", c, err, printed)
		default:
		}
		if strings.Contains(printed, "\n") {
			_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGINT)
			<-ended
			return printed
		}
		if time.Now().After(end) {
			s.Fatalf("%s\nsays nothing", c)
		}
	}
}

func (s *shell) read(path string) string {
	s.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		s.Fatal(err)
	}
	return string(bytes.ToValidUTF8(text, []byte("?")))
}

func exitCode(err error) int {
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		return exit.ExitCode()
	}
	if err != nil {
		return -1
	}
	return 0
}
