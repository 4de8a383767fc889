// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controlplane

import (
	"context"
	"net/http"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

// downloadable are the programs in the archives of setup-envtest, and all that
// envtest needs.
var downloadable = []string{"kube-apiserver", "etcd", "kubectl"}

const (
	// envtestIndex lists the archives. It is setup-envtest's default, named
	// here so that what is tried is what is used.
	envtestIndex = "https://raw.githubusercontent.com/kubernetes-sigs/controller-tools/HEAD/envtest-releases.yaml"
	// reachable is how long the index may take to answer at all, because many
	// machines that lack it drop packets instead of refusing.
	reachable = 2 * time.Second
	// downloading is how long a download may take before building is the
	// better use of the time.
	downloading = 3 * time.Minute
)

// downloaded is where an earlier download is kept, if there is one that will do.
func (m maker) downloaded(context.Context) (string, error) {
	pattern := filepath.Join(m.downloads(), "k8s", m.recipe.minor()+".*-"+runtime.GOOS+"-"+runtime.GOARCH)
	dirs, err := filepath.Glob(pattern)
	if i := slices.IndexFunc(dirs, m.in); i >= 0 {
		return dirs[i], nil
	}
	return "", err
}

func (m maker) downloads() string {
	return filepath.Join(m.cache, "envtest")
}

// download runs setup-envtest. Its failure is no error: there is the build.
func (m maker) download(ctx context.Context) (string, error) {
	if !m.canDownload(ctx) {
		return "", nil
	}
	m.say("downloading %s %s with setup-envtest", strings.Join(downloadable, ", "), m.recipe.minor())
	err := m.during("downloading", func() error { return m.setupEnvtest(ctx) })
	if err != nil {
		m.say("setup-envtest failed, building instead: %v", err)
		return "", nil
	}
	return m.downloaded(ctx)
}

func (m maker) canDownload(ctx context.Context) bool {
	for _, program := range m.programs {
		if !slices.Contains(downloadable, program) {
			return false
		}
	}
	ctx, cancel := context.WithTimeout(ctx, reachable)
	defer cancel()
	return answers(ctx, m.index)
}

// answers reports whether url can be fetched.
func answers(ctx context.Context, url string) bool {
	request, err := http.NewRequestWithContext(ctx, http.MethodHead, url, http.NoBody)
	if err != nil {
		return false
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	_ = response.Body.Close()
	return response.StatusCode == http.StatusOK
}

// setupEnvtest runs the version of the tool that hack/tools pins.
func (m maker) setupEnvtest(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, downloading)
	defer cancel()
	return run(m.command(ctx, "tools", "tool", "setup-envtest", "use", m.recipe.minor()+".x",
		"--bin-dir", m.downloads(), "--index", m.index, "--print", "path"))
}
