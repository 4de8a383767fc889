// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package status_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/cli-utils/pkg/kstatus/status"
	"sigs.k8s.io/yaml"

	"github.com/codegen-dev/codegen-operator/test/scene"
)

var update = flag.Bool("update", false, "record the stages again")

// recordings are where the stages are recorded, for the health script of Argo CD.
const recordings = "../../config/argocd/testdata"

// computed is what kstatus makes of each stage, and a part of what it says about it.
var computed = map[string]struct {
	status  status.Status
	message string
}{
	"created":                      {status.InProgressStatus, "latest observed generation is -1"},
	"selecting":                    {status.InProgressStatus, "no engine is active yet"},
	"selecting-both-down":          {status.InProgressStatus, "no engine is active yet"},
	"serving-vllm":                 {status.CurrentStatus, "Ready"},
	"serving-legacy":               {status.CurrentStatus, "Ready"},
	"serving-vllm-legacy-down":     {status.CurrentStatus, "Ready"},
	"changed":                      {status.InProgressStatus, "generation is 2, but latest observed generation is 1"},
	"changed-proving":              {status.InProgressStatus, "vllm is active and not proven healthy yet"},
	"changed-rolling-out":          {status.InProgressStatus, "1 of 3 pods of Deployment web are new"},
	"changed-rolled-out":           {status.CurrentStatus, "Ready"},
	"changed-refused":              {status.InProgressStatus, "admission denied the Service"},
	"failed-over":                  {status.CurrentStatus, "Ready"},
	"failing-over-unserved":        {status.InProgressStatus, "1 of 3 pods of Deployment web are new"},
	"failing-back-served":          {status.CurrentStatus, "Ready"},
	"failing-back-in-steps":        {status.CurrentStatus, "Ready"},
	"both-down":                    {status.InProgressStatus, "vllm is active and unhealthy"},
	"pinning":                      {status.InProgressStatus, "1 of 3 pods of Deployment web are new"},
	"pinned":                       {status.CurrentStatus, "Ready"},
	"pinned-to-unhealthy":          {status.InProgressStatus, "vllm is active and unhealthy"},
	"restarted":                    {status.CurrentStatus, "Ready"},
	"stalled-secret":               {status.FailedStatus, "Secret vllm-key does not exist"},
	"stalled-secret-while-serving": {status.FailedStatus, "Secret vllm-key does not exist"},
	"stalled-address":              {status.FailedStatus, "engine vllm: as seen"},
	"stalled-not-owned":            {status.FailedStatus, "was not made for this CodeGenBackend"},
	"fixed":                        {status.InProgressStatus, "1 of 3 pods of Deployment web are new"},
	"paused":                       {status.CurrentStatus, "Ready"},
	"paused-unserved":              {status.InProgressStatus, "vllm is active and unhealthy"},
	"observing":                    {status.CurrentStatus, "Ready"},
	"observing-from-the-start":     {status.InProgressStatus, "vllm is Healthy"},
	"deleting":                     {status.TerminatingStatus, "scheduled for deletion"},
}

// TestKstatus: Flux, and others that wait by kstatus, see each stage as what it is.
func TestKstatus(t *testing.T) {
	for _, stage := range scene.Stages {
		t.Run(stage.Name, func(t *testing.T) {
			s := scene.NewStaged()
			stage.Play(s)
			got, err := status.Compute(raw(t, s))
			if err != nil {
				t.Fatal(err)
			}
			if want := computed[stage.Name]; got.Status != want.status || !strings.Contains(got.Message, want.message) {
				t.Errorf("it is %s (%s), want %s (%s)", got.Status, got.Message, want.status, want.message)
			}
		})
	}
}

// TestStagesAreRecorded: the recordings are what the operator writes today, and there are no others.
func TestStagesAreRecorded(t *testing.T) {
	var names []string
	for _, stage := range scene.Stages {
		s := scene.NewStaged()
		stage.Play(s)
		names = append(names, stage.Name+".yaml")
		recorded(t, filepath.Join(recordings, stage.Name+".yaml"), raw(t, s))
	}
	entries, err := os.ReadDir(recordings)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !slices.Contains(names, e.Name()) {
			t.Errorf("%s records no stage", e.Name())
		}
	}
}

func recorded(t *testing.T, path string, object *unstructured.Unstructured) {
	t.Helper()
	now, err := yaml.Marshal(object.Object)
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(path, now, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(before), string(now)); diff != "" {
		t.Errorf("%s (-recorded +now; -update records it again):\n%s", path, diff)
	}
}

// raw is the object as tools read it.
func raw(t *testing.T, s *scene.Scene) *unstructured.Unstructured {
	t.Helper()
	object, err := runtime.DefaultUnstructuredConverter.ToUnstructured(s.Backend)
	if err != nil {
		t.Fatal(err)
	}
	return &unstructured.Unstructured{Object: object}
}
